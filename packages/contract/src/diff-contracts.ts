import { ChangeList, type ContractChange } from './contract-change.js';
import type { Contract } from './contract.js';
import { diffFields } from './diff-fields.js';

/**
 * What differs in meaning between two contracts, empty when their content hash is the same. Approvals, comments and
 * layout are not part of the meaning.
 */
export function diffContracts(before: Contract, after: Contract): readonly ContractChange[] {
  const list = new ChangeList();
  list.compare('title', before.title, after.title, 'compatible');
  const stricter = after.unknownFields === 'reject';
  list.compare('unknownFields', before.unknownFields, after.unknownFields, stricter ? 'breaking' : 'compatible');
  diffStatuses(list, before, after);
  list.compare('scope', before.scope, after.scope, 'breaking');
  list.compareMaps('hris', before.hris, after.hris, (at, a, b) => {
    list.compare(`${at}.numericIds`, a.numericIds, b.numericIds, b.numericIds === 'reject' ? 'breaking' : 'compatible');
    list.compareMaps(`${at}.statuses`, a.statuses, b.statuses, (where, x, y) => list.compare(where, x, y, 'breaking'));
  });
  list.compareMaps('lnd', before.lnd, after.lnd, (at, a, b) => {
    list.compareMaps(`${at}.statuses`, a.statuses, b.statuses, (where, x, y) => list.compare(where, x, y, 'breaking'));
    list.compare(`${at}.learnerState`, a.learnerState, b.learnerState, 'breaking');
  });
  diffFields(list, before.fields, after.fields);
  return list.changes;
}

function diffStatuses(list: ChangeList, before: Contract, after: Contract): void {
  const byName = ({ statuses }: Contract): Record<string, Contract['statuses'][number]> =>
    Object.fromEntries(statuses.map((status) => [status.name, status]));
  list.compareMaps('statuses', byName(before), byName(after), (at, a, b) => {
    list.compare(`${at}.description`, a.description, b.description, 'compatible');
    list.compare(`${at}.employment`, a.employment, b.employment, 'breaking');
    list.compare(`${at}.learner`, a.learner, b.learner, 'breaking');
  });
  const order = ({ statuses }: Contract, other: Contract): string =>
    statuses
      .map(({ name }) => name)
      .filter((name) => other.statuses.some((status) => status.name === name))
      .join(', ');
  list.compare('statuses', order(before, after), order(after, before), 'compatible');
}
