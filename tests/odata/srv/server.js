// The server as it comes, and before its version 2 what stands before SAP's: a token against forged requests, which goes
// with the cookie of the answer that gave it.
const cds = require("@sap/cds");
const { randomUUID } = require("node:crypto");

const sessions = new Map();

function guard(request, response, next) {
  const session = /sales_session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  if (request.headers["x-csrf-token"]?.toLowerCase() === "fetch") {
    const [id, token] = [randomUUID(), randomUUID()];
    sessions.set(id, token);
    response.set({ "x-csrf-token": token, "set-cookie": `sales_session=${id}; path=/` });
    return next();
  }
  const safe = request.method === "GET" || request.method === "HEAD";
  if (safe || (session && sessions.get(session) === request.headers["x-csrf-token"])) return next();
  response.set("x-csrf-token", "Required").status(403).type("text").send("CSRF token validation failed");
}

cds.prependListener("bootstrap", (app) => app.use("/odata/v2", guard));
