// Random expressions that are well typed, in what we have in common with other evaluators: no rounding (only halves and
// quarters, so that doubles are exact), no text of a number with a point; no characters beyond 16 bits, no replacement
// of an empty text no uint over 2^63 and no number read from an empty text, which the other side
// gets wrong. The same seed gives the same expressions.

/** mulberry32: small, and the same on every machine. */
export function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    below: (n) => Math.floor(next() * n),
    of: (items) => items[Math.floor(next() * items.length)],
  };
}

/** Bound on both sides. */
export const variables = {
  n: {type: 'int', value: 42},
  zero: {type: 'int', value: 0},
  price: {type: 'decimal', value: 12.5},
  name: {type: 'string', value: 'Zoë & Söhne'},
  paid: {type: 'bool', value: true},
  numbers: {type: {list: 'int'}, value: [3, 1, 2, 3]},
  words: {type: {list: 'string'}, value: ['a', 'bb', '', 'a']},
  stock: {type: {map: ['string', 'int']}, value: {red: 3, blue: 0}},
};

const scalars = ['int', 'uint', 'decimal', 'string', 'bool', 'timestamp', 'duration'];
const ordered = ['int', 'uint', 'decimal', 'string', 'bool', 'timestamp', 'duration'];

const leaves = {
  int: ['0', '1', '-1', '7', '2147483648', '9223372036854775807', '-9223372036854775808', 'n', 'zero'],
  uint: ['0u', '1u', '5u', '4294967296u'],
  decimal: ['0.0', '0.5', '-2.25', '4.0', '1e2', 'price'],
  string: ["''", "'a'", "'äöü'", "'won'", "'a,b,,c'", "' x\\t'", 'name', "'42'"],
  bool: ['true', 'false', 'paid'],
  timestamp: ["timestamp('2026-03-29T00:30:00Z')", "timestamp('2024-02-29T23:59:59.5Z')", "timestamp('2026-12-31T22:00:00-05:00')"],
  duration: ["duration('90m')", "duration('-1.5s')", "duration('36h')", "duration('0s')"],
};
const patterns = ['^a', '[0-9]+', 'ö|ü', '.*b$', '\\\\s'];
const zones = ['', "'Europe/Berlin'", "'America/New_York'", "'+05:30'"];
const getters = ['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear', 'getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'];

export class Expressions {
  constructor(seed) {
    this.random = generator(seed);
    this.locals = [];
  }

  scalar() { return this.random.of(scalars); }

  leaf(type) {
    if (typeof type !== 'string') return this.collection(type, 0);
    const local = this.locals.filter((each) => each.type === type);
    if (local.length > 0 && this.random.below(2) === 0) return this.random.of(local).name;
    return this.random.of(leaves[type]);
  }

  of(type, depth) {
    if (depth <= 0) return this.leaf(type);
    switch (this.random.below(9)) {
      case 0: return this.leaf(type);
      case 1: return `(${this.of('bool', depth - 1)} ? ${this.of(type, depth - 1)} : ${this.of(type, depth - 1)})`;
      case 2: return this.element(type, depth - 1);
      default: return typeof type === 'string' ? this[type](depth - 1) : this.collection(type, depth - 1);
    }
  }

  element(type, depth) {
    switch (this.random.below(4)) {
      case 0: return `${this.of({map: type}, depth)}['${this.random.of(['red', 'blue', 'grün'])}']`;
      case 1: return `${this.of({map: type}, depth)}.${this.random.of(['red', 'blue'])}`;
      default: return `${this.of({list: type}, depth)}[${this.random.of(['0', '1', '2', 'zero'])}]`;
    }
  }

  collection(type, depth) {
    if (type.map) {
      if (type.map === 'int' && this.random.below(3) === 0) return 'stock';
      const keys = ['red', 'blue', 'grün'].filter(() => this.random.below(2) === 0);
      return `{${keys.map((key) => `'${key}': ${this.of(type.map, depth)}`).join(', ')}}`;
    }
    const element = type.list;
    switch (depth > 0 ? this.random.below(7) : 6) {
      case 0: return `(${this.of(type, depth - 1)} + ${this.of(type, depth - 1)})`;
      case 1: return this.loop('filter', this.scalar(), depth, 'bool', element);
      case 2:
      case 3: return this.loop('map', this.scalar(), depth, element);
      case 4: if (element === 'string') return `${this.of('string', depth - 1)}.split(${this.random.of(["','", "''", "'a'"])})`;
      // falls through
      case 5: if (element === 'string' && this.random.below(2) === 0) return this.random.of(['words', `${this.of({map: 'int'}, depth - 1)}.map(k, k)`]);
      // falls through
      default:
        if (element === 'int' && this.random.below(3) === 0) return 'numbers';
        return `[${Array.from({length: this.random.below(4)}, () => this.of(element, depth - 1)).join(', ')}]`;
    }
  }

  /** The variable may hide one of the outside. */
  loop(macro, over, depth, result, keep) {
    const from = keep ?? over;
    const range = this.of({list: from}, depth - 1);
    const name = this.random.of(['x', 'y', 'n', 'name']);
    const hidden = this.locals;
    this.locals = [...hidden.filter((each) => each.name !== name), {name, type: from}];
    const hides = {n: 'int', name: 'string'}[name];
    const saved = hides && leaves[hides];
    if (saved) leaves[hides] = saved.filter((leaf) => leaf !== name);
    const body = this.of(result, depth - 1);
    if (saved) leaves[hides] = saved;
    this.locals = hidden;
    return `${range}.${macro}(${name}, ${body})`;
  }

  int(depth) {
    const number = () => this.of('int', depth);
    switch (this.random.below(9)) {
      case 0: return `size(${this.of(this.random.of(['string', {list: this.scalar()}, {map: this.scalar()}]), depth)})`;
      case 1: return `int(${this.random.of(["'-7'", "'1x'", this.of(this.random.of(['uint', 'decimal', 'timestamp']), depth)])})`;
      case 2: return `${this.of('string', depth)}.${this.random.of(['indexOf', 'lastIndexOf'])}(${this.of('string', depth)})`;
      case 3: {
        // The other side errs in a zone when there is a fraction of a second.
        const zone = this.random.of(zones);
        const time = zone ? this.random.of(leaves.timestamp.filter((leaf) => !leaf.includes('.5'))) : this.of('timestamp', depth);
        return `${time}.${this.random.of(getters)}(${zone})`;
      }
      case 4: return `-(${number()})`;
      default: return `(${number()} ${this.random.of(['+', '-', '*', '/', '%'])} ${number()})`;
    }
  }

  uint(depth) {
    if (this.random.below(4) === 0) return `uint(${this.of(this.random.of(['int', 'decimal']), depth)})`;
    return `(${this.of('uint', depth)} ${this.random.of(['+', '-', '*', '/', '%'])} ${this.of('uint', depth)})`;
  }

  decimal(depth) {
    switch (this.random.below(4)) {
      case 0: return `(${this.of('decimal', depth)} / ${this.random.of(['2.0', '4.0', '-0.5'])})`;
      case 1: return `-(${this.of('decimal', depth)})`;
      default: return `(${this.of('decimal', depth)} ${this.random.of(['+', '-', '*'])} ${this.of('decimal', depth)})`;
    }
  }

  string(depth) {
    const text = () => this.of('string', depth);
    switch (this.random.below(9)) {
      case 0: return `string(${this.of(this.random.of(['int', 'uint', 'bool']), depth)})`;
      case 1: return `${text()}.${this.random.of(['lowerAscii', 'upperAscii', 'trim'])}()`;
      case 2: return `${text()}.substring(${this.of('int', depth)})`;
      case 3: return `${text()}.substring(${this.random.of(['0', '1'])}, ${this.random.of(['1', '3', 'n'])})`;
      case 4: return `${text()}.charAt(${this.of('int', depth)})`;
      case 5: return `${text()}.replace(${this.random.of(["'a'", "'ö'", "'zz'"])}, ${text()})`;
      case 6: return `${this.of({list: 'string'}, depth)}.join(${this.random.of(['', "','"])})`;
      default: return `(${text()} + ${text()})`;
    }
  }

  bool(depth) {
    const condition = () => this.of('bool', depth);
    switch (this.random.below(11)) {
      case 0: return `!(${condition()})`;
      case 1: return `(${condition()} && ${condition()})`;
      case 2: return `(${condition()} || ${condition()})`;
      case 3: return `${this.of('string', depth)}.${this.random.of(['startsWith', 'endsWith', 'contains'])}(${this.of('string', depth)})`;
      case 4: return `${this.of('string', depth)}.matches('${this.random.of(patterns)}')`;
      case 5: return this.loop(this.random.of(['all', 'exists', 'exists_one']), this.scalar(), depth, 'bool');
      case 6: return `has(${this.of({map: this.scalar()}, depth)}.${this.random.of(['red', 'blue'])})`;
      case 7: return this.membership(depth);
      case 8: return this.equality(depth);
      default: {
        const type = this.random.of(ordered);
        const other = this.random.below(4) === 0 && ['int', 'decimal'].includes(type) ? this.random.of(['int', 'decimal']) : type;
        return `(${this.of(type, depth)} ${this.random.of(['<', '<=', '>', '>='])} ${this.of(other, depth)})`;
      }
    }
  }

  membership(depth) {
    if (this.random.below(2) === 0) return `('${this.random.of(['red', 'blue'])}' in ${this.of({map: this.scalar()}, depth)})`;
    const type = this.scalar();
    return `(${this.of(type, depth)} in ${this.of({list: type}, depth)})`;
  }

  equality(depth) {
    const scalar = this.scalar();
    const type = this.random.of([scalar, scalar, {list: scalar}, {map: scalar}]);
    return `(${this.of(type, depth)} ${this.random.of(['==', '!='])} ${this.of(type, depth)})`;
  }

  timestamp(depth) {
    return `(${this.of('timestamp', depth)} ${this.random.of(['+', '-'])} ${this.of('duration', depth)})`;
  }

  duration(depth) {
    if (this.random.below(3) === 0) return `(${this.of('timestamp', depth)} - ${this.of('timestamp', depth)})`;
    return `(${this.of('duration', depth)} ${this.random.of(['+', '-'])} ${this.of('duration', depth)})`;
  }

  any() {
    const scalar = this.scalar();
    return this.of(this.random.of(['bool', 'bool', scalar, scalar, {list: scalar}, {map: scalar}]), 2 + this.random.below(4));
  }
}
