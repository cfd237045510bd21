import { isScalar, type Node } from 'yaml';
import { EMPTY_RULES, FIELD_TYPES, type ContractField, type FieldType } from './contract.js';
import { parseFieldPath } from './field-path.js';
import { ALWAYS_REQUIRED, MINIMUM_FIELDS } from './minimum-fields.js';
import type { Place, YamlReading } from './yaml-reading.js';

/** What a field may refer to. */
export interface KnownNames {
  readonly hris: readonly string[];
  readonly lnd: readonly string[];
  readonly statuses: readonly string[];
}

/** Longest value a `string` field may allow, in characters. */
const LONGEST = 10_000;

const KEYS = {
  name: 'required',
  description: 'required',
  type: 'required',
  maxLength: 'optional',
  pattern: 'optional',
  required: 'required',
  notRequiredFor: 'optional',
  sourceOfTruth: 'required',
  from: 'required',
  to: 'required',
  whenEmpty: 'required',
  personal: 'required',
} as const;

/** Names that a plain object answers to by itself: as a field's name they would look present when they are absent. */
const RESERVED = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'toJSON', 'then'];

/** Reads one field; undefined when any part of it is wrong. */
export function parseField(reading: YamlReading, place: Place, known: KnownNames): ContractField | undefined {
  const map = reading.readMap(place, 'a field', KEYS);
  if (map === undefined) return undefined;
  const before = reading.problems.length;
  const name = readName(reading, map.get('name'));
  const what = `field ${name ?? ''}`.trimEnd();
  const read = <T>(key: keyof typeof KEYS, how: (node: Node, what: string) => T): T | undefined =>
    map.has(key) ? how(map.get(key)!, `${what}: ${key}`) : undefined;
  const type = read('type', (node, label) => reading.readOneOf(node, label, FIELD_TYPES));
  const required = read('required', (node, label) => reading.readBoolean(node, label));
  const field = {
    name,
    description: read('description', (node, label) => reading.readText(node, label)),
    type,
    maxLength: read('maxLength', (node, label) => reading.readCount(node, label, LONGEST)) ?? null,
    pattern: read('pattern', (node, label) => readPattern(reading, node, label)) ?? null,
    required,
    notRequiredFor: read('notRequiredFor', (node, label) => readStatuses(reading, node, label, known.statuses)) ?? [],
    sourceOfTruth: read('sourceOfTruth', (node, label) => reading.readText(node, label)),
    from: read('from', (node, label) => readPaths(reading, node, label, known.hris)),
    to: read('to', (node, label) => readPaths(reading, node, label, known.lnd)),
    whenEmpty: read('whenEmpty', (node, label) => reading.readOneOf(node, label, EMPTY_RULES)),
    personal: read('personal', (node, label) => reading.readBoolean(node, label)),
  };
  checkTogether(reading, map, what, field, known.hris);
  return reading.problems.length === before && Object.values(field).every((part) => part !== undefined)
    ? (field as ContractField)
    : undefined;
}

function readName(reading: YamlReading, place: Place): string | undefined {
  if (place === undefined) return undefined;
  const name = reading.readText(place, 'a field name');
  if (name === undefined) return undefined;
  if (!/^[a-z][A-Za-z0-9]{0,63}$/.test(name))
    return reading.report(place, `"${name}" is no field name: camelCase, letters and digits, at most 64.`);
  if (RESERVED.includes(name)) return reading.report(place, `"${name}" is reserved, choose another field name.`);
  return name;
}

function readPattern(reading: YamlReading, place: Place, what: string): string | undefined {
  const pattern = reading.readText(place, what);
  if (pattern === undefined) return undefined;
  try {
    new RegExp(`^(?:${pattern})$`, 'u');
    return pattern;
  } catch {
    return reading.report(place, `${what} is no regular expression.`);
  }
}

function readStatuses(
  reading: YamlReading,
  place: Place,
  what: string,
  statuses: readonly string[],
): string[] | undefined {
  const names = reading.readTexts(place, what);
  for (const name of names ?? [])
    if (!statuses.includes(name)) reading.report(place, `${what}: "${name}" is not one of the statuses.`);
  return names;
}

function readPaths(
  reading: YamlReading,
  place: Place,
  what: string,
  adapters: readonly string[],
): Record<string, string | null> | undefined {
  // A missing section of adapters is one problem of its own, not one more with every field.
  if (adapters.length === 0) return undefined;
  const map = reading.readMap(place, what, Object.fromEntries(adapters.map((name) => [name, 'required' as const])));
  if (map === undefined) return undefined;
  const paths: Record<string, string | null> = {};
  for (const [adapter, node] of map) {
    if (isScalar(node) && node.value === null) paths[adapter] = null;
    else {
      const written = reading.readText(node, `${what}.${adapter}`);
      if (written === undefined) continue;
      if (parseFieldPath(written) === null)
        reading.report(node, `${what}.${adapter}: "${written}" is no path (a.b or /a/b).`);
      paths[adapter] = written;
    }
  }
  return paths;
}

function checkTogether(
  reading: YamlReading,
  map: ReadonlyMap<string, Node>,
  what: string,
  field: { readonly [K in keyof ContractField]: ContractField[K] | undefined },
  hris: readonly string[],
): void {
  const { name, type, required } = field;
  const expected: FieldType | undefined =
    name !== undefined && Object.hasOwn(MINIMUM_FIELDS, name) ? MINIMUM_FIELDS[name] : undefined;
  if (expected !== undefined && type !== undefined && type !== expected)
    reading.report(map.get('type'), `${what} must be of type ${expected}.`);
  if (type === 'status' && name !== 'employmentStatus')
    reading.report(map.get('type'), `${what}: only employmentStatus has the type status.`);
  if (type === 'string' && !map.has('maxLength'))
    reading.report(map.get('type'), `${what} is a string and lacks "maxLength".`);
  if (type !== undefined && type !== 'string' && map.has('maxLength'))
    reading.report(map.get('maxLength'), `${what}: only a string has "maxLength", ${type} has a limit of its own.`);
  if (type !== undefined && type !== 'string' && type !== 'employeeId' && map.has('pattern'))
    reading.report(map.get('pattern'), `${what}: only string and employeeId have a "pattern".`);
  if (required === false && map.has('notRequiredFor'))
    reading.report(map.get('notRequiredFor'), `${what} is not required for anyone, "notRequiredFor" says nothing.`);
  if (name !== undefined && ALWAYS_REQUIRED.includes(name) && (required === false || map.has('notRequiredFor')))
    reading.report(map.get('required'), `${what} must be required for every status.`);
  if (name === 'employeeId' && field.personal === true)
    reading.report(map.get('personal'), `${what} is the key of every record and cannot be personal.`);
  if (required === true)
    for (const adapter of hris)
      if (field.from?.[adapter] === null)
        reading.report(map.get('from'), `${what} is required, so from.${adapter} must say where it is.`);
  if (name === 'employeeId')
    for (const [adapter, path] of Object.entries(field.to ?? {}))
      if (path === null)
        reading.report(map.get('to'), `${what} keys the learner, so to.${adapter} must say where it goes.`);
}
