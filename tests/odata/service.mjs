// The OData server, in a process of its own: an empty database, one user for us and one for people.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const node = ["x64", "arm64"].map((cpu) => join(modules, `node-linux-${cpu}/bin/node`)).find(existsSync);

export async function serve() {
  const server = spawn(node, ["--no-warnings", join(modules, "@sap/cds/bin/serve.js"), "all", "--in-memory"],
    { cwd: here, env: { ...process.env, PORT: "0", NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
  const told = [];
  server.stderr.on("data", (text) => told.push(String(text)));
  for await (const line of createInterface({ input: server.stdout })) {
    told.push(line);
    const port = /server listening on \{ url: 'http:\/\/[^:]+:(\d+)'/.exec(line)?.[1];
    if (!port) continue;
    server.stdout.resume();
    return { url: `http://127.0.0.1:${port}/odata`, end: () => server.kill() };
  }
  throw new Error("the server ended:\n" + told.join("\n"));
}

/// What a person does there, by version 4.
export async function person(service, method, path, body) {
  const answer = await fetch(`${service.url}/v4/shop/${path}`, {
    method,
    headers: { "Content-Type": "application/json", "If-Match": "*", Authorization: "Basic " + btoa("person:p") },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}
