import { isScalar, type Node } from 'yaml';
import {
  EMPLOYMENT_PHASES,
  LEARNER_STATES,
  type HrisMapping,
  type LndMapping,
  type StatusDefinition,
} from './contract.js';
import { didYouMean } from './did-you-mean.js';
import { parseFieldPath } from './field-path.js';
import type { Place, YamlReading } from './yaml-reading.js';

/**
 * Reads the contract's own list of statuses. `names` also has those of statuses with a problem of their own, so that
 * what refers to them is not a problem too.
 */
export function parseStatuses(
  reading: YamlReading,
  place: Place,
): { readonly statuses: StatusDefinition[]; readonly names: string[] } {
  const names: string[] = [];
  const statuses: StatusDefinition[] = [];
  const items = place === undefined ? undefined : reading.readList(place, 'statuses');
  for (const item of items ?? []) {
    const keys = { name: 'required', description: 'required', employment: 'required', learner: 'required' } as const;
    const map = reading.readMap(item, 'a status', keys);
    const name = map?.has('name') ? reading.readText(map.get('name'), 'a status name') : undefined;
    if (name !== undefined) names.push(name);
    if (map?.size !== 4) continue;
    const label = `status ${name ?? ''}`.trimEnd();
    const description = reading.readText(map.get('description'), `${label}: description`);
    const employment = reading.readOneOf(map.get('employment'), `${label}: employment`, EMPLOYMENT_PHASES);
    const learner = reading.readOneOf(map.get('learner'), `${label}: learner`, LEARNER_STATES);
    if (name === undefined || description === undefined || employment === undefined || learner === undefined) continue;
    if (!/^[a-z][a-z0-9_]{0,63}$/.test(name))
      reading.report(map.get('name'), `"${name}" is no status name: lower_case.`);
    else if (statuses.some((other) => other.name === name))
      reading.report(map.get('name'), `status ${name} stands twice.`);
    else statuses.push({ name, description, employment, learner });
  }
  for (const phase of ['current', 'ended'] as const)
    if (items !== undefined && !statuses.some((status) => status.employment === phase))
      reading.report(place, `statuses: none has employment ${phase}.`);
  return { statuses, names };
}

/** Reads what each HRIS adapter needs to know. */
export function parseHris(
  reading: YamlReading,
  place: Place,
  statuses: readonly string[],
): Record<string, HrisMapping> {
  return parseAdapters(reading, place, 'hris', (node, what) => {
    const map = reading.readMap(node, what, { numericIds: 'required', statuses: 'required' });
    const numericIds = map?.has('numericIds')
      ? reading.readOneOf(map.get('numericIds'), `${what}: numericIds`, ['reject', 'convert'] as const)
      : undefined;
    const table: Record<string, string> = Object.create(null) as Record<string, string>;
    const entries = map?.has('statuses') ? reading.readEntries(map.get('statuses'), `${what}: statuses`) : undefined;
    for (const { key, value } of entries ?? []) {
      const status = reading.readOneOf(value, `${what}: statuses: ${key}`, statuses);
      if (status !== undefined) table[key] = status;
    }
    if (entries?.length === 0) reading.report(map?.get('statuses'), `${what}: statuses is empty.`);
    return numericIds && { numericIds, statuses: table };
  });
}

/** Reads what each learning platform's adapter needs to know. */
export function parseLnd(reading: YamlReading, place: Place, statuses: readonly string[]): Record<string, LndMapping> {
  return parseAdapters(reading, place, 'lnd', (node, what) => {
    const map = reading.readMap(node, what, { statuses: 'required', learnerState: 'optional' });
    if (!map?.has('statuses')) return undefined;
    const every = Object.fromEntries(statuses.map((status) => [status, 'required' as const]));
    const table: Record<string, string> = {};
    for (const [status, value] of reading.readMap(map.get('statuses'), `${what}: statuses`, every) ?? []) {
      const word = reading.readText(value, `${what}: statuses: ${status}`);
      if (word !== undefined) table[status] = word;
    }
    const learnerState = map.has('learnerState') ? parseLearnerState(reading, map.get('learnerState'), what) : null;
    return learnerState === undefined ? undefined : { statuses: table, learnerState };
  });
}

function parseLearnerState(reading: YamlReading, place: Place, what: string): LndMapping['learnerState'] | undefined {
  const label = `${what}: learnerState`;
  const map = reading.readMap(place, label, { to: 'required', active: 'required', suspended: 'required' });
  if (map?.size !== 3) return undefined;
  const to = reading.readText(map.get('to'), `${label}: to`);
  const active = readWord(reading, map.get('active'), `${label}: active`);
  const suspended = readWord(reading, map.get('suspended'), `${label}: suspended`);
  if (to === undefined || active === undefined || suspended === undefined) return undefined;
  if (parseFieldPath(to) === null) return reading.report(map.get('to'), `${label}: "${to}" is no path (a.b or /a/b).`);
  if (active === suspended) return reading.report(place, `${label}: active and suspended must differ.`);
  return { to, active, suspended };
}

function readWord(reading: YamlReading, place: Place, what: string): string | boolean | number | undefined {
  const value = isScalar(place) ? place.value : undefined;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value))) return value;
  return reading.readText(place, what);
}

function parseAdapters<T>(
  reading: YamlReading,
  place: Place,
  side: string,
  parse: (node: Node, what: string) => T | undefined,
): Record<string, T> {
  const adapters: Record<string, T> = {};
  const entries = place === undefined ? undefined : reading.readEntries(place, side);
  if (entries?.length === 0) reading.report(place, `${side} names no adapter.`);
  for (const { key, keyNode, value } of entries ?? []) {
    if (!/^[a-z][a-z0-9_-]{0,31}$/.test(key))
      reading.report(keyNode, `${side}: "${key}" is no adapter's name.${didYouMean(key, ['generic'])}`);
    const adapter = parse(value, `${side}.${key}`);
    if (adapter !== undefined) adapters[key] = adapter;
  }
  return adapters;
}
