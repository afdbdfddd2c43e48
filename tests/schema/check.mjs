// check.mjs PROGRAM ROOT: the JSON Schemas that PROGRAM prints, held against the files of the tree at ROOT: every good
// file passes, and every file in which the program finds a fault of shape fails. An independent validator judges.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { parse } from "yaml";

const [program, root] = process.argv.slice(2);
const syncline = (...words) => execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

const kinds = [
  ["project", /^syncline\.ya?ml$/],
  ["sync", /^sync\/[^/]+\.ya?ml$/],
  ["tests", /^tests\/[^/]+\.ya?ml$/],
  ["entity", /^entities\/[^/]+\.ya?ml$/],
  ["connector", /^connectors\/[^/]+\/connector\.yaml$/],
  ["binding", /^connectors\/[^/]+\/bindings\/[^/]+\.yaml$/],
];
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
const schemas = new Map(kinds.map(([kind]) => [kind, ajv.compile(JSON.parse(syncline("schema", kind)))]));

let failures = 0;
const complain = (text) => { failures += 1; console.error(text); };

/** What the schema says of a file; null: it is no kind of file, or no YAML. */
function judge(path, text) {
  const kind = kinds.find(([, pattern]) => pattern.test(path));
  if (!kind) return null;
  const validate = schemas.get(kind[0]);
  try {
    return validate(parse(text)) ? [] : validate.errors;
  } catch (fault) {
    if (fault.name === "YAMLParseError") return null;
    throw fault;
  }
}

function files(folder, base = folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name.startsWith(".") ? [] : files(path, base);
    return [[relative(base, path), readFileSync(path, "utf8")]];
  });
}

let good = 0;
function all_pass(name, list) {
  for (const [path, text] of list) {
    const faults = judge(path, text);
    if (faults === null) continue;
    good += 1;
    for (const { instancePath, message } of faults) complain(`${name}/${path}: ${instancePath} ${message}`);
  }
}

/** The parts of a test case: files, and what the program says of them. */
function parts(text) {
  const [files_text, findings] = text.split("=== findings\n");
  const list = files_text.split(/^--- /m).slice(1).map((part) => {
    const end = part.indexOf("\n");
    return [part.slice(0, end), part.slice(end + 1)];
  });
  return [list, findings ?? ""];
}

all_pass("shipped", files(join(root, "entities")).map(([path, text]) => [`entities/${path}`, text]));
all_pass("shipped", files(join(root, "connectors")).map(([path, text]) => [`connectors/${path}`, text]));
for (const name of readdirSync(join(root, "examples"))) all_pass(`examples/${name}`, files(join(root, "examples", name)));
for (const [name, text] of files(join(root, "src/project/testdata/good"))) all_pass(`good/${name}`, parts(text)[0]);

const made = mkdtempSync(join(tmpdir(), "syncline-"));
syncline("init", made, "--crm", "odoo", "--erp", "tryton");
const scaffolded = files(made);
all_pass("init", scaffolded);
for (const [path, text] of scaffolded) {
  if (!path.endsWith(".yaml")) continue;
  const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
  if (!named) complain(`init/${path}: its first line names no schema`);
  else JSON.parse(readFileSync(join(made, path, "..", named), "utf8"));
}
rmSync(made, { recursive: true });

// Faults of shape: unknown and missing keys, types, choices, ranges, numbers of items, keys that exclude each other.
const of_shape = /error\[C0(?:0[1-579]|11|13)\]: .*\n *--> ([^:\n]+)/g;
let bad = 0;
for (const [name, text] of files(join(root, "src/project/testdata/bad"))) {
  const [list, findings] = parts(text);
  for (const path of new Set([...findings.matchAll(of_shape)].map((match) => match[1]))) {
    const part = list.find(([each]) => each === path);
    const faults = part && judge(path, part[1]);
    if (!faults) continue;
    bad += 1;
    if (faults.length === 0) complain(`bad/${name}: the schema takes ${path}, in which the program finds a fault of shape`);
  }
}

console.log(`${good} good files pass, ${bad} faulty ones fail`);
if (good < 20 || bad < 5) complain("that is too few: are they still where this looks?");
process.exit(failures === 0 ? 0 : 1);
