import type { EmployeeEvent, EmployeeState } from '@lockstep/domain';
import { canonicalJson } from './canonical-json.js';
import { compileStateCheck } from './check-state.js';
import type { Contract } from './contract.js';
import { inScope } from './scope.js';
import { compileBodyWriter } from './to-body.js';
import type { Violation } from './violation.js';

/** What a changed contract would do to one stored event. Names of fields and keys, never a value. */
export interface ReplayDifference {
  readonly eventId: string;
  readonly employeeId: string;
  /** What the new contract refuses and the old one did not. */
  readonly violations: readonly Violation[];
  readonly scope: 'same' | 'enters' | 'leaves';
  /** Per L&D adapter the top-level keys of the body that would differ. */
  readonly body: readonly { readonly adapter: string; readonly keys: readonly string[] }[];
}

/** What `replayDiff` reads of an event. */
export type StoredEvent = Pick<EmployeeEvent, 'eventId' | 'employee'>;

/** Finds the stored events that would fail or map differently under the new contract; yields only those. */
export async function* replayDiff(
  before: Contract,
  after: Contract,
  events: AsyncIterable<StoredEvent> | Iterable<StoredEvent>,
): AsyncGenerator<ReplayDifference> {
  const compare = compareUnder(before, after);
  for await (const event of events) {
    const difference = compare(event);
    if (difference !== null) yield difference;
  }
}

function compareUnder(before: Contract, after: Contract): (event: StoredEvent) => ReplayDifference | null {
  const [checkBefore, checkAfter] = [compileStateCheck(before), compileStateCheck(after)];
  const writers = Object.keys(after.lnd)
    .filter((adapter) => Object.hasOwn(before.lnd, adapter))
    .map((adapter) => ({ adapter, old: compileBodyWriter(before, adapter), new: compileBodyWriter(after, adapter) }));
  return ({ eventId, employee }) => {
    const known = new Set(checkBefore(employee).map(({ path, rule }) => `${path} ${rule}`));
    const all = checkAfter(employee);
    const violations = all.filter(({ path, rule }) => !known.has(`${path} ${rule}`));
    const [was, is] = [inScope(before, employee), inScope(after, employee)];
    const comparable = is && known.size === 0 && all.length === 0;
    const body = comparable ? writers.flatMap((writer) => differingKeys(writer, employee)) : [];
    const scope = was === is ? 'same' : is ? 'enters' : 'leaves';
    if (violations.length === 0 && scope === 'same' && body.length === 0) return null;
    return { eventId, employeeId: employee.employeeId, violations, scope, body };
  };
}

type Writers = { readonly adapter: string } & Readonly<Record<'old' | 'new', ReturnType<typeof compileBodyWriter>>>;

function differingKeys(writer: Writers, employee: EmployeeState): { adapter: string; keys: string[] }[] {
  const [before, after] = [writer.old(employee), writer.new(employee)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const text = (value: unknown): string => (value === undefined ? 'absent' : canonicalJson(value));
  const keys = names.filter((key) => text(before[key]) !== text(after[key]));
  return keys.length === 0 ? [] : [{ adapter: writer.adapter, keys }];
}
