import type { ChangeCommand, ChangeKind } from './change.js';
import { CHANGE_KINDS } from './change.js';
import type { EmployeeRecord } from './employee-record.js';
import type { HrisDirectory } from './hris-directory.js';
import { pickFamilyName, pickJob } from './organisation.js';

/** How often each kind comes, relative to the others. */
export type KindWeights = Readonly<Partial<Record<ChangeKind, number>>>;

export const USUAL_KINDS: KindWeights = { create: 1, update: 10, terminate: 0.6, rehire: 0.4 };

const TRIES = 50;

/** Some change that makes sense now: only who is employed leaves, only who has left comes back. */
export function randomChange(directory: HrisDirectory, chance: () => number, weights: KindWeights): ChangeCommand {
  const kind = pickKind(chance, weights);
  if (kind === 'create') return { kind };
  const wanted = (record: EmployeeRecord): boolean =>
    (record['employmentStatus'] === 'terminated') === (kind === 'rehire');
  const someone = pickEmployee(directory, chance, wanted);
  // Nobody of that kind within so many tries: something else happens instead, the pace stays.
  if (someone === null) return { kind: 'create' };
  const { employeeId } = someone;
  return kind === 'update'
    ? { kind, employeeId, fields: randomEdit(someone, directory, chance) }
    : { kind, employeeId };
}

function pickKind(chance: () => number, weights: KindWeights): ChangeKind {
  const total = CHANGE_KINDS.reduce((sum, kind) => sum + (weights[kind] ?? 0), 0);
  let lot = chance() * total;
  for (const kind of CHANGE_KINDS) {
    lot -= weights[kind] ?? 0;
    if (lot < 0) return kind;
  }
  return 'update';
}

function pickEmployee(
  directory: HrisDirectory,
  chance: () => number,
  wanted: (record: EmployeeRecord) => boolean,
): EmployeeRecord | null {
  const ids = directory.ids();
  for (let n = 0; n < TRIES; n += 1) {
    const record = directory.get(ids[Math.floor(chance() * ids.length)] ?? '')?.record;
    if (record !== undefined && wanted(record)) return record;
  }
  return null;
}

function randomEdit(
  record: EmployeeRecord,
  directory: HrisDirectory,
  chance: () => number,
): Readonly<Record<string, string | null>> {
  const lot = chance();
  if (lot < 0.5) return pickJob(chance);
  if (lot < 0.7) return { lastName: pickFamilyName(chance) };
  if (lot < 0.85) return { employmentStatus: record['employmentStatus'] === 'leave' ? 'active' : 'leave' };
  const manager = pickEmployee(directory, chance, (other) => other.employeeId < record.employeeId);
  return { managerId: manager?.employeeId ?? null };
}
