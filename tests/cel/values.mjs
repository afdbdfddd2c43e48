// The values and types of the conformance cases (protobuf messages as JSON), in the words of our evaluator.

const primitives = {BOOL: 'bool', INT64: 'int', UINT64: 'uint', DOUBLE: 'decimal', STRING: 'string', BYTES: 'bytes'};
const wellKnown = {TIMESTAMP: 'timestamp', DURATION: 'duration', ANY: 'dyn'};
const renamed = {double: 'decimal', 'google.protobuf.Timestamp': 'timestamp', 'google.protobuf.Duration': 'duration'};

/** A declared type as the evaluator reads it; undefined when we have none such. */
export function typeOf(type) {
  if (type.primitive) return primitives[type.primitive];
  if (type.wellKnown) return wellKnown[type.wellKnown];
  if (type.messageType) return renamed[type.messageType];
  if ('null' in type) return 'null_type';
  if ('dyn' in type) return 'dyn';
  if (type.listType) return parts([type.listType.elemType], ([element]) => ({list: element}));
  if (type.abstractType?.name === 'optional_type') return parts(type.abstractType.parameterTypes, ([held]) => ({optional: held}));
  if (type.mapType) return parts([type.mapType.keyType, type.mapType.valueType], (both) => ({map: both}));
  return undefined;
}

function parts(types, make) {
  const known = types.map(typeOf);
  return known.includes(undefined) ? undefined : make(known);
}

/** As the checker names types: "list<int>". */
export function typeText(type) {
  if (type.list) return `list<${typeText(type.list)}>`;
  if (type.optional) return `optional<${typeText(type.optional)}>`;
  if (type.map) return `map<${type.map.map(typeText).join(', ')}>`;
  return type === 'null_type' ? 'null' : type;
}

/** The value of a variable as a record would hold it; undefined for what no record holds. */
export function plain(value) {
  if ('nullValue' in value) return null;
  if ('boolValue' in value) return value.boolValue;
  if ('int64Value' in value) return Number.isSafeInteger(Number(value.int64Value)) ? Number(value.int64Value) : undefined;
  if ('doubleValue' in value) return typeof value.doubleValue === 'number' ? value.doubleValue : undefined;
  if ('stringValue' in value) return value.stringValue;
  if ('objectValue' in value) return value.objectValue['@type']?.match(/\.(Timestamp|Duration)$/) ? value.objectValue.value : undefined;
  if ('listValue' in value) {
    const items = (value.listValue.values ?? []).map(plain);
    return items.includes(undefined) ? undefined : items;
  }
  if ('mapValue' in value) {
    const entries = (value.mapValue.entries ?? []).map(({key, value: item}) => [key.stringValue, plain(item)]);
    return entries.flat().includes(undefined) ? undefined : Object.fromEntries(entries);
  }
  return undefined;
}

const nanoseconds = (text) => {
  const [, sign, whole, rest = ''] = /^(-?)(\d+)(?:\.(\d+))?s$/.exec(text);
  return BigInt(whole + rest.padEnd(9, '0')) * (sign ? -1n : 1n);
};

/** Whether our answer is the value that a case expects: same kind, same value. A double is met by the decimal that it
 *  is the nearest double of. */
export function same(expected, ours) {
  if ('nullValue' in expected) return 'null' in ours;
  if ('boolValue' in expected) return ours.bool === expected.boolValue;
  if ('int64Value' in expected) return ours.int === expected.int64Value;
  if ('uint64Value' in expected) return ours.uint === expected.uint64Value;
  if ('doubleValue' in expected) return 'decimal' in ours && Number(ours.decimal) === Number(expected.doubleValue);
  if ('stringValue' in expected) return ours.string === expected.stringValue;
  if ('bytesValue' in expected) return ours.bytes === Buffer.from(expected.bytesValue, 'base64').toString('hex');
  if ('typeValue' in expected) return ours.type === (renamed[expected.typeValue] ?? expected.typeValue);
  if ('listValue' in expected) {
    const wanted = expected.listValue.values ?? [];
    return ours.list?.length === wanted.length && wanted.every((value, i) => same(value, ours.list[i]));
  }
  if ('mapValue' in expected) {
    const wanted = expected.mapValue.entries ?? [];
    const holds = ({key, value}) => ours.map.some(([k, v]) => same(key, k) && same(value, v));
    return ours.map?.length === wanted.length && wanted.every(holds);
  }
  const {'@type': type = '', value} = expected.objectValue ?? {};
  if (type.endsWith('.Timestamp')) return 'timestamp' in ours && Date.parse(value) === Date.parse(ours.timestamp);
  if (type.endsWith('.Duration')) return 'duration' in ours && nanoseconds(value) === nanoseconds(ours.duration);
  return false;
}
