import type { ChangeList } from './contract-change.js';
import type { ContractField } from './contract.js';
import { isPlainString } from './event-schema.js';

/** Compares the fields of two contracts by name. */
export function diffFields(list: ChangeList, before: readonly ContractField[], after: readonly ContractField[]): void {
  for (const field of before) {
    const next = after.find(({ name }) => name === field.name);
    if (next === undefined)
      list.add(`fields.${field.name}`, 'removed: the learning platform keeps what it has', 'breaking', 'compatible');
    else diffField(list, field, next);
  }
  for (const field of after) {
    if (before.some(({ name }) => name === field.name)) continue;
    if (field.required)
      list.add(`fields.${field.name}`, 'added and required: records without it are refused', 'breaking', 'compatible');
    else list.add(`fields.${field.name}`, 'added: events from before read as absent', 'compatible', 'compatible');
  }
  const shared = (fields: readonly ContractField[], others: readonly ContractField[]): string =>
    fields
      .map(({ name }) => name)
      .filter((name) => others.some((other) => other.name === name))
      .join(', ');
  list.compare('fields', shared(before, after), shared(after, before), 'compatible', 'compatible');
}

function diffField(list: ChangeList, before: ContractField, after: ContractField): void {
  const at = `fields.${before.name}`;
  list.compare(`${at}.description`, before.description, after.description, 'compatible', 'compatible');
  list.compare(`${at}.type`, before.type, after.type, 'breaking');
  const shorter = after.maxLength !== null && (before.maxLength === null || after.maxLength < before.maxLength);
  list.compare(`${at}.maxLength`, before.maxLength, after.maxLength, shorter ? 'breaking' : 'compatible');
  list.compare(`${at}.pattern`, before.pattern, after.pattern, after.pattern === null ? 'compatible' : 'breaking');
  const wasPlain = isPlainString(before);
  const avro = wasPlain === isPlainString(after) ? 'none' : wasPlain ? 'compatible' : 'breaking';
  list.compare(`${at}.required`, before.required, after.required, after.required ? 'breaking' : 'compatible', avro);
  if (before.required && after.required) {
    const stricter = before.notRequiredFor.some((status) => !after.notRequiredFor.includes(status));
    const [was, is] = [before, after].map(({ notRequiredFor }) => [...notRequiredFor].sort().join(', ') || 'nobody');
    list.compare(`${at}.notRequiredFor`, was, is, stricter ? 'breaking' : 'compatible', avro);
  }
  list.compare(`${at}.sourceOfTruth`, before.sourceOfTruth, after.sourceOfTruth, 'compatible');
  list.compareMaps(`${at}.from`, before.from, after.from, (where, a, b) => list.compare(where, a, b, 'breaking'));
  list.compareMaps(`${at}.to`, before.to, after.to, (where, a, b) => list.compare(where, a, b, 'breaking'));
  list.compare(`${at}.whenEmpty`, before.whenEmpty, after.whenEmpty, 'breaking');
  list.compare(
    `${at}.personal`,
    before.personal,
    after.personal,
    after.personal ? 'compatible' : 'breaking',
    'compatible',
  );
}
