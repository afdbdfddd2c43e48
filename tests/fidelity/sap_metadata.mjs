// Our model's $metadata of a service beside what SAP's own client of it was generated from.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

const edm = { String: "String", LargeString: "String", Boolean: "Boolean", Decimal: "Decimal", Date: "DateTime",
  DateTime: "DateTimeOffset", Timestamp: "DateTimeOffset", Time: "Time", UUID: "Guid", Integer: "Int32", Double: "Double" };

/// The entity types by the names of their sets: {keys, fields: {name: {type, most}}, links: {name: set}}.
export function published(name) {
  const file = join(dirname(require.resolve(`@sap/cloud-sdk-vdm-${name}-service`)), `${name}-service-csn.json`);
  const types = {};
  for (const [path, { kind, elements = {} }] of Object.entries(JSON.parse(readFileSync(file)).definitions)) {
    if (kind !== "entity") continue;
    const type = { keys: [], fields: {}, links: {} };
    for (const [property, said] of Object.entries(elements)) {
      if (said.key) type.keys.push(property);
      if (said.target) type.links[property] = said.target.split(".").pop();
      else type.fields[property] = { type: "Edm." + edm[said.type.replace("cds.", "")], most: said.length };
    }
    types[path.split(".").pop()] = type;
  }
  return types;
}

/// The same of a document of version 2 as our model writes it.
export function described(xml) {
  const types = {};
  for (const [, set, body] of xml.matchAll(/<EntityType Name="(\w+)Type">([^]*?)<\/EntityType>/g)) {
    const fields = {}, links = {};
    for (const [, name, type, rest] of body.matchAll(/<Property Name="(\w+)" Type="([\w.]+)"([^>]*)>/g))
      fields[name] = { type, most: Number(/MaxLength="(\d+)"/.exec(rest)?.[1]) || undefined };
    for (const [, name, target] of body.matchAll(/<NavigationProperty Name="(\w+)"[^>]* ToRole="(\w+?)\*?"/g)) links[name] = target;
    types[set] = { keys: [...body.matchAll(/<PropertyRef Name="(\w+)"/g)].map(([, name]) => name), fields, links };
  }
  return types;
}

/// What ours says otherwise, or has that the other has not: a list of sentences.
export function differences(ours, theirs) {
  const found = [];
  for (const [set, type] of Object.entries(ours)) {
    const other = theirs[set];
    if (!other) {
      found.push(`${set}: there is no such set`);
      continue;
    }
    if ([...type.keys].sort().join() !== [...other.keys].sort().join())
      found.push(`${set}: its keys are ${other.keys.join(", ")}, not ${type.keys.join(", ")}`);
    for (const [name, field] of Object.entries(type.fields)) {
      if (name.startsWith("YY1_")) continue; // a field that an installation added
      const known = other.fields[name];
      if (!known) found.push(`${set}.${name}: there is no such property`);
      else if (known.type !== field.type) found.push(`${set}.${name}: is ${known.type}, not ${field.type}`);
      else if (known.most !== field.most) found.push(`${set}.${name}: has ${known.most} characters, not ${field.most}`);
    }
    for (const [name, target] of Object.entries(type.links))
      if (other.links[name] !== target) found.push(`${set}.${name}: leads to ${other.links[name]}, not ${target}`);
  }
  return found;
}
