// Connectors begun from the $metadata of a running OData server, versions 2 and 4, asked and used at that server.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { person, serve } from "./service.mjs";

const [program, test] = process.argv.slice(2).map((file) => resolve(file));
const folder = mkdtempSync(join(tmpdir(), "syncline-odata-"));
const env = { ...process.env, SHOP_PASSWORD: "s & s", SHOP_FOLDER: folder };

async function ran(command, words, more = {}) {
  const { code = 0, stdout, stderr } = await promisify(execFile)(command, words, { env: { ...env, ...more }, cwd: folder })
    .catch((failed) => failed);
  return { code, stdout, stderr };
}

async function fill(service) {
  for (let i = 1; i <= 45; ++i)
    await person(service, "POST", "Customers", { No: `C${String(i).padStart(3, "0")}`, name: `O'Neil & Söhne ${i}`,
      creditLimit: `${i}.10`, customerFrom: "2026-05-01", visits: i });
  for (let i = 1; i <= 24; ++i) {
    await person(service, "POST", "Orders", { number: `A${i}`, customer_No: "C001", placed: "2026-05-01T10:00:00Z",
      opens: "08:30:00", total: "12.50", lines: [{ pos: 10, product: "P", quantity: "1.500", price: "3.25" }] });
    await person(service, "POST", "Prices", { product: `P/${i} ü'x`, currency: "EUR", price: "1.2345" });
  }
}

async function begin(service, version) {
  const address = `${service.url}/v${version}/shop`;
  const refused = await ran(program, ["connectors", "new", `shop${version}`, "--odata", address, "--project", folder]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /answered 401[^]*--user/);
  const made = await ran(program, ["connectors", "new", `shop${version}`, "--odata", address, "--project", folder,
    "--user", "sync", "--password", "${env:SHOP_PASSWORD}"]);
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stderr, /^Objects: 3; /);
}

async function questions(version, ...words) {
  const { stdout, stderr } = await ran(program,
    ["connectors", "test", `shop${version}`, "--project", folder, "--json", ...words]);
  assert.ok(stdout, stderr);
  return JSON.parse(stdout);
}

/// What the draft leaves to a person: pages as large as the system gives them, the text that carries our key.
function decide(version) {
  const file = join(folder, `connectors/shop${version}/connector.yaml`);
  let text = readFileSync(file, "utf8");
  const change = (from, to) => {
    assert.ok(text.includes(from), from);
    text = text.replaceAll(from, to);
  };
  if (version === 2) change("page: 200", "page: 15");
  change("rate: 5/s", "rate: 200/s");
  for (const set of ["Customers", "Orders"]) {
    const body = new RegExp(`(path: /${set}, body: "\\$\\{)(.*)(\\}"\\})`);
    assert.match(text, body);
    text = text.replace(body, "$1merge($2, {'externalKey': key})$3");
  }
  const marked = set => set === "Customers" ? "name" : "number";
  for (const set of ["Customers", "Orders"]) {
    change(`# probe: {request: {path: /${set}, query: {$filter: "\${'${marked(set)} eq '`,
      `probe: {request: {path: /${set}, query: {$filter: "\${'externalKey eq '`);
  }
  const [customers, orders] = [text.indexOf("\n  customer:"), text.indexOf("\n  order:")];
  const prices = text.indexOf("\n  price:");
  for (const [from, to] of [[orders, prices], [customers, orders]]) {
    const part = text.slice(from, to);
    text = text.slice(0, from) + part.replace("# idempotency: probe", "idempotency: probe") + text.slice(to);
  }
  writeFileSync(file, text);
}

async function asked(version) {
  if (version === 2) {
    const short = await questions(version, "--object", "customer");
    assert.match(short[0].says, /make page smaller/);
  }
  decide(version);
  const with_ = { customer: '{"No": "X1", "externalKey": null}', order: '{"externalKey": null}', price: '{"product": "a b/ü", "currency": "E"}' };
  for (const [object, content] of Object.entries(with_)) {
    const said = await questions(version, "--object", object, "--write", "--with", content);
    assert.deepEqual(said.filter((each) => each.state !== "ok"), [], `version ${version}`);
    const ends = ["known to be gone", "reads as it was written", "nothing else of it", "was removed, and is known to be gone"];
    if (object !== "price") ends.push("found by its key", "each with a stamp");
    for (const end of ends) assert.ok(said.some((each) => each.says.endsWith(end)), `${version} ${object}: ${end}`);
  }
}

writeFileSync(join(folder, "syncline.yaml"), `project: odata
installation: odata
systems:
  shop2: {connector: shop2, user: sync, secret: "\${env:SHOP_PASSWORD}", networks: [127.0.0.0/8]}
  shop4: {connector: shop4, user: sync, secret: "\${env:SHOP_PASSWORD}", networks: [127.0.0.0/8]}
`);
const service = await serve();
try {
  await fill(service);
  for (const version of [2, 4]) await begin(service, version);
  const valid = await ran(program, ["validate", folder]);
  assert.equal(valid.code, 0, valid.stderr);
  for (const version of [2, 4]) await asked(version);
  for (const version of ["2", "4"]) {
    const played = await ran(test, [], { SHOP_VERSION: version, SHOP_URL: service.url });
    console.log(played.stdout);
    assert.equal(played.code, 0, `odata_test, version ${version}`);
  }
  console.log("odata: versions 2 and 4, every question answered, records with lines written at a real server");
} finally {
  service.end();
  rmSync(folder, { recursive: true });
}
