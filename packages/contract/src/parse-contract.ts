import type { Node } from 'yaml';
import type { Contract, ContractField } from './contract.js';
import { contentHashOf } from './content-hash.js';
import { parseFieldPath, toJsonPointer } from './field-path.js';
import { MINIMUM_FIELDS } from './minimum-fields.js';
import { parseApprovals } from './parse-approvals.js';
import { parseField } from './parse-field.js';
import { parseScope } from './parse-scope.js';
import { parseHris, parseLnd, parseStatuses } from './parse-systems.js';
import { YamlReading } from './yaml-reading.js';

const KEYS = {
  contract: 'required',
  formatVersion: 'required',
  title: 'required',
  unknownFields: 'required',
  statuses: 'required',
  scope: 'required',
  hris: 'required',
  lnd: 'required',
  fields: 'required',
  approvals: 'optional',
} as const;

/** Names the upserter itself puts into every body. */
const RESERVED_TARGETS = ['sent_from', 'sent_to'];

/**
 * Reads and checks the written contract.
 * @param name how messages call the file
 * @throws ContractInvalid (LOCKSTEP_CONTRACT_INVALID) with every problem by line and column
 */
export function parseContract(text: string, name: string): Contract {
  const reading = new YamlReading(text, name);
  if (reading.isBroken) reading.finish();
  const map = reading.readMap(reading.root, 'the contract', KEYS);
  const at = (key: keyof typeof KEYS): Node | undefined => map?.get(key);
  if (map?.has('contract')) reading.readOneOf(at('contract'), 'contract', ['lockstep.employee']);
  if (map?.has('formatVersion')) reading.readCount(at('formatVersion'), 'formatVersion', 1);
  const title = map?.has('title') ? reading.readText(at('title'), 'title') : undefined;
  const unknownFields = map?.has('unknownFields')
    ? reading.readOneOf(at('unknownFields'), 'unknownFields', ['ignore', 'reject'] as const)
    : undefined;
  const { statuses, names: statusNames } = parseStatuses(reading, at('statuses'));
  const hris = parseHris(reading, at('hris'), statusNames);
  const lnd = parseLnd(reading, at('lnd'), statusNames);
  const known = { hris: reading.keysOf(at('hris')), lnd: reading.keysOf(at('lnd')), statuses: statusNames };
  const fieldNodes = (map?.has('fields') ? reading.readList(at('fields'), 'fields') : undefined) ?? [];
  const placed = fieldNodes.map((node) => ({ node, field: parseField(reading, node, known) }));
  const fields = placed.flatMap(({ field }) => (field === undefined ? [] : [field]));
  checkFieldsTogether(reading, placed, lnd);
  const complete = placed.every(({ field }) => field !== undefined);
  if (complete) reportMissingMinimum(reading, at('fields'), fields);
  const scope =
    at('scope') && complete
      ? parseScope(
          reading,
          at('scope'),
          fields.map((field) => field.name),
          statusNames,
        )
      : undefined;
  const approvals = parseApprovals(reading, at('approvals'));
  reading.finish();
  const content = reading.document.toJS() as Record<string, unknown>;
  return {
    name,
    title: title!,
    contentHash: contentHashOf(content),
    unknownFields: unknownFields!,
    fields,
    statuses,
    scope: scope!,
    hris,
    lnd,
    approvals,
    text,
  };
}

function reportMissingMinimum(reading: YamlReading, place: Node | undefined, fields: readonly ContractField[]): void {
  const missing = Object.keys(MINIMUM_FIELDS).filter((name) => !fields.some((field) => field.name === name));
  if (place !== undefined && missing.length > 0)
    reading.report(place, `fields: the minimum lacks ${missing.join(', ')}.`);
}

/** No name twice; no two fields from or to the same place, nor one inside the other. */
function checkFieldsTogether(
  reading: YamlReading,
  placed: readonly { readonly node: Node; readonly field: ContractField | undefined }[],
  lnd: Contract['lnd'],
): void {
  const names = new Set<string>();
  const taken = new Map<string, string>();
  const take = (side: string, written: string | null | undefined, owner: string, node: Node | undefined): void => {
    if (written === null || written === undefined) return;
    const path = parseFieldPath(written);
    if (path === null) return;
    const pointer = `${side} ${toJsonPointer(path)}`;
    for (const [other, otherOwner] of taken)
      if (other === pointer || other.startsWith(`${pointer}/`) || pointer.startsWith(`${other}/`))
        reading.report(node, `${owner} and ${otherOwner} share ${side} ${written}.`);
    if (side.startsWith('to.') && RESERVED_TARGETS.includes(path[0]!))
      reading.report(node, `${owner}: "${written}" is set by the sync itself.`);
    taken.set(pointer, owner);
  };
  for (const [adapter, mapping] of Object.entries(lnd))
    take(`to.${adapter}`, mapping.learnerState?.to, `lnd.${adapter}: learnerState`, placed[0]?.node);
  for (const { node, field } of placed) {
    if (field === undefined) continue;
    if (names.has(field.name)) reading.report(node, `field ${field.name} stands twice.`);
    names.add(field.name);
    for (const [adapter, path] of Object.entries(field.from))
      take(`from.${adapter}`, path, `field ${field.name}`, node);
    for (const [adapter, path] of Object.entries(field.to)) take(`to.${adapter}`, path, `field ${field.name}`, node);
  }
}
