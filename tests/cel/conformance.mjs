// Every published conformance case of CEL through our evaluator. Each one passes, fails, or is outside by a rule of
// rules.json; a rule that puts a case outside which we would pass is a mistake as well.
//   node conformance.mjs <cel_evaluate>
import {readFileSync} from 'node:fs';
import {tests} from '@bufbuild/cel-spec/testdata/conformance.js';
import {evaluateAll} from './ours.mjs';
import {plain, same, typeOf, typeText} from './values.mjs';

const {outside: rules, renamed, errors} = JSON.parse(readFileSync(new URL('rules.json', import.meta.url), 'utf8'));

function* casesOf(suite, path = []) {
  for (const test of suite.tests ?? []) yield {...test.original, name: [...path, test.original.name].join('/')};
  for (const inner of suite.suites ?? []) yield* casesOf(inner, [...path, inner.name]);
}

function question(test) {
  const variables = {};
  for (const {name, ident} of test.typeEnv ?? []) {
    const type = ident && typeOf(ident.type);
    const value = test.bindings?.[name] && plain(test.bindings[name].value);
    if (type) variables[name] = {type, value: value ?? null};
  }
  let expr = test.expr;
  for (const {from, to} of renamed) expr = expr.replace(new RegExp(from, 'gu'), to);
  return {expr, variables, check_only: test.checkOnly ?? false};
}

/** An error may come earlier than the case expects it: from the checker. It must be of the kind that is expected. */
function faultOfError(expected, answer) {
  const codes = answer.refused ? answer.refused.map(({code}) => code) : [answer.error?.code];
  const kinds = Object.entries(errors).filter(([message]) => new RegExp(message, 'u').test(expected)).flatMap(([, kind]) => kind);
  const fits = answer.error || answer.refused ? kinds.length === 0 || codes.some((code) => kinds.includes(code)) : false;
  return fits ? '' : `the error '${expected}' is expected, ours: ${JSON.stringify(answer)}`;
}

/** What is wrong with our answer; empty when nothing is. */
function fault(test, answer) {
  const told = JSON.stringify(answer);
  if (test.evalError) return faultOfError(test.evalError.errors[0].message, answer);
  if (answer.refused || answer.error) return `ours: ${told}`;
  const type = test.typedResult && typeOf(test.typedResult.deducedType);
  if (type && typeText(type) !== answer.type) return `the type ${typeText(type)} is expected, ours: ${answer.type}`;
  if (test.checkOnly) return '';
  const expected = test.typedResult?.result ?? test.value ?? {boolValue: true};
  return same(expected, answer.value) ? '' : `expected ${JSON.stringify(expected)}, ours: ${told}`;
}

/** The first rule that puts the case outside. What the checker refuses is outside only where that is wrong. */
function ruleOf(test, answer, wrong) {
  return rules.find(({when}) =>
    (!when.name || new RegExp(when.name, 'u').test(test.name)) &&
    (!when.expr || new RegExp(when.expr, 'u').test(test.expr)) &&
    (!when.given || new RegExp(when.given, 'u').test(JSON.stringify([test.typeEnv, test.bindings]))) &&
    (!when.unchecked || test.disableCheck) &&
    (!when.refused || wrong && answer.refused?.some(({code}) => when.refused.includes(code))));
}

const cases = [...casesOf(tests)];
const answers = evaluateAll(process.argv[2], cases.map(question));
const outside = new Map(rules.map((rule) => [rule.id, []]));
const failed = [];
const hidden = [];
let passed = 0;
cases.forEach((test, i) => {
  const wrong = fault(test, answers[i]);
  const rule = ruleOf(test, answers[i], wrong);
  if (rule) {
    outside.get(rule.id).push(test.name);
    if (!wrong && !test.evalError) hidden.push(`${test.name}: rule '${rule.id}' puts it outside, but it passes: ${JSON.stringify(test.expr)}`);
  } else if (wrong) {
    failed.push(`${test.name}: ${JSON.stringify(test.expr)}\n    ${wrong}`);
  } else {
    ++passed;
  }
});

for (const {id, reason} of rules) {
  const names = outside.get(id);
  console.log(`outside: ${id} (${names.length}): ${reason}`);
  for (const name of names) console.log(`    ${name}`);
  if (names.length === 0) hidden.push(`rule '${id}' puts no case outside`);
}
for (const line of failed) console.log(`FAILED ${line}`);
for (const line of hidden) console.log(`FAILED ${line}`);
const count = [...outside.values()].reduce((sum, names) => sum + names.length, 0);
console.log(`${cases.length} cases: ${passed} passed, ${failed.length} failed, ${count} outside by ${rules.length} rules`);
process.exit(failed.length + hidden.length > 0 ? 1 : 0);
