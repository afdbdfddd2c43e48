// Some thousand random expressions, the same on each run, through our evaluator and through @bufbuild/cel: both give the
// same value or both an error.
//   node differential.mjs <cel_evaluate> [seed] [count]
import {isCelError, isCelList, isCelMap, isCelUint, run} from '@bufbuild/cel';
import {strings} from '@bufbuild/cel/ext';
import {evaluateAll} from './ours.mjs';
import {Expressions, variables} from './random_expressions.mjs';

const [program, seed = '20261121', count = '5000'] = process.argv.slice(2);

function bound({type, value}) {
  if (type === 'int') return BigInt(value);
  if (type.list === 'int') return value.map(BigInt);
  if (type.map) return new Map(Object.entries(value).map(([key, item]) => [key, BigInt(item)]));
  return value;
}

/** Tagged as cel_evaluate tags; numbers with a point stay numbers. */
function tagged(value) {
  if (value === null) return {null: null};
  if (typeof value === 'boolean') return {bool: value};
  if (typeof value === 'bigint') return {int: String(value)};
  if (typeof value === 'number') return {decimal: value};
  if (typeof value === 'string') return {string: value};
  if (isCelUint(value)) return {uint: String(value.value)};
  if (isCelList(value)) return {list: [...value].map(tagged)};
  if (isCelMap(value)) return {map: [...value].map(([key, item]) => [tagged(key), tagged(item)])};
  const {seconds, nanos} = value.message ?? value;
  const us = BigInt(seconds) * 1000000n + BigInt(Math.trunc(nanos / 1000));
  return {[value.desc.name.toLowerCase()]: String(us)};
}

function theirs(expr, bindings) {
  try {
    const value = run(expr, bindings, {funcs: strings});
    return isCelError(value) ? {error: value.message} : {value: tagged(value)};
  } catch (error) {
    return {error: String(error.message ?? error)};
  }
}

const spanOf = (text) => {
  const [, sign, whole, rest = ''] = /^(-?)(\d+)(?:\.(\d+))?s$/.exec(text);
  return BigInt(whole + rest.padEnd(6, '0')) * (sign ? -1n : 1n);
};

function same(ours, other) {
  if ('decimal' in other) return 'decimal' in ours && Number(ours.decimal) === other.decimal;
  if ('timestamp' in other) return 'timestamp' in ours && BigInt(Date.parse(ours.timestamp)) * 1000n === BigInt(other.timestamp);
  if ('duration' in other) return 'duration' in ours && spanOf(ours.duration) === BigInt(other.duration);
  if ('list' in other) return ours.list?.length === other.list.length && other.list.every((item, i) => same(ours.list[i], item));
  if ('map' in other) {
    const holds = ([key, item]) => ours.map.some(([k, v]) => same(k, key) && same(v, item));
    return ours.map?.length === other.map.length && other.map.every(holds);
  }
  return JSON.stringify(ours) === JSON.stringify(other);
}

const expressions = new Expressions(Number(seed));
const sources = Array.from({length: Number(count)}, () => expressions.any());
const bindings = Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, bound(variable)]));
const answers = evaluateAll(program, sources.map((expr) => ({expr, variables})));
const tally = {values: 0, errors: 0, refused: 0};
const different = [];
sources.forEach((expr, i) => {
  const ours = answers[i];
  const other = theirs(expr, bindings);
  if (ours.value && other.value && same(ours.value, other.value)) ++tally.values;
  else if (!ours.value && other.error) ++tally[ours.refused ? 'refused' : 'errors'];
  else different.push(`${expr}\n    ours:   ${JSON.stringify(ours)}\n    theirs: ${JSON.stringify(other)}`);
});
for (const text of different) console.log(`DIFFERENT ${text}`);
console.log(`seed ${seed}, ${sources.length} expressions: ${tally.values} the same value, ${tally.errors} an error on both sides, ` +
  `${tally.refused} refused by our checker and an error there, ${different.length} different`);
process.exit(different.length > 0 || tally.values < sources.length / 2 ? 1 : 0);
