import { isMap, isScalar, type Node } from 'yaml';
import type { ScopeRule } from './contract.js';
import { didYouMean } from './did-you-mean.js';
import type { Place, YamlReading } from './yaml-reading.js';

const DEEPEST = 10;

/** Reads the scope rule; undefined when any part of it is wrong. */
export function parseScope(
  reading: YamlReading,
  place: Place,
  fields: readonly string[],
  statuses: readonly string[],
  depth = 0,
): ScopeRule | undefined {
  if (isScalar(place) && place.value === 'everyone') return 'everyone';
  if (depth > DEEPEST) return reading.report(place, `scope is nested deeper than ${DEEPEST}.`);
  const first = isMap(place) ? (place.items[0]?.key as Node | undefined) : undefined;
  const kind = isScalar(first) ? first.value : undefined;
  const inner = (node: Place): ScopeRule | undefined => parseScope(reading, node, fields, statuses, depth + 1);
  if (kind === 'not') {
    const rule = inner(reading.readMap(place, 'scope', { not: 'required' })?.get('not'));
    return rule === undefined ? undefined : { not: rule };
  }
  if (kind === 'all' || kind === 'any') {
    const node = reading.readMap(place, 'scope', { [kind]: 'required' })?.get(kind);
    const items = reading.readList(node, `scope: ${kind}`);
    if (items?.length === 0) return reading.report(node, `scope: ${kind} is empty; write "everyone" if that is meant.`);
    const rules = items?.map(inner);
    if (!rules?.every((rule) => rule !== undefined)) return undefined;
    return kind === 'all' ? { all: rules } : { any: rules };
  }
  if (kind === undefined)
    return reading.report(place, 'scope must be "everyone", or a map with all, any, not, or field and a comparison.');
  return parseComparison(reading, place, fields, statuses);
}

function parseComparison(
  reading: YamlReading,
  place: Place,
  fields: readonly string[],
  statuses: readonly string[],
): ScopeRule | undefined {
  const map = reading.readMap(place, 'scope', {
    field: 'required',
    equals: 'optional',
    in: 'optional',
    startsWith: 'optional',
  });
  if (map === undefined || !map.has('field')) return undefined;
  const field = reading.readText(map.get('field'), 'scope: field');
  if (field === undefined) return undefined;
  if (!fields.includes(field))
    return reading.report(map.get('field'), `scope: there is no field "${field}".${didYouMean(field, fields)}`);
  if (map.size !== 2) return reading.report(place, 'scope: a field needs exactly one of equals, in, startsWith.');
  const checkStatus = (values: readonly string[], node: Place): void => {
    if (field !== 'employmentStatus') return;
    for (const value of values)
      if (!statuses.includes(value))
        reading.report(node, `scope: "${value}" is not one of the statuses.${didYouMean(value, statuses)}`);
  };
  if (map.has('in')) {
    const values = reading.readTexts(map.get('in'), 'scope: in');
    checkStatus(values ?? [], map.get('in'));
    return values && { field, in: values };
  }
  const key = map.has('equals') ? 'equals' : 'startsWith';
  const value = reading.readText(map.get(key), `scope: ${key}`);
  if (value === undefined) return undefined;
  if (key === 'startsWith') return { field, startsWith: value };
  checkStatus([value], map.get(key));
  return { field, equals: value };
}
