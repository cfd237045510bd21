import { randomUUID } from 'node:crypto';
import type { AppliedChange, ChangeCommand, ChangeKind } from './change.js';
import type { EmployeeRecord, StoredEmployee } from './employee-record.js';
import { dateOf, employeeIdOf, makeEmployee, makeOrganisation } from './organisation.js';

/** The initial organisation was entered then: the same at every start, so that announcing it twice says nothing new. */
const FIRST_DAY = Date.UTC(2026, 0, 5, 9);

const TYPES: Readonly<Record<ChangeKind, AppliedChange['type']>> = {
  create: 'employee.created',
  update: 'employee.updated',
  terminate: 'employee.terminated',
  rehire: 'employee.updated',
};

/** The sandbox HRIS's employees in memory. Nobody is ever removed: a leaver is terminated. */
export class HrisDirectory {
  private readonly employees = new Map<string, StoredEmployee>();
  private sortedIds: readonly string[] | null = null;
  private made: number;

  constructor(
    private readonly seed: number,
    size: number,
    earlier: readonly StoredEmployee[],
    private readonly keep: (employee: StoredEmployee) => void,
  ) {
    this.made = size;
    for (const [n, record] of makeOrganisation(seed, size).entries()) {
      this.employees.set(record.employeeId, { record, modifiedAt: FIRST_DAY + n });
    }
    for (const employee of earlier) this.employees.set(employee.record.employeeId, employee);
  }

  get size(): number {
    return this.employees.size;
  }

  get(employeeId: string): StoredEmployee | null {
    return this.employees.get(employeeId) ?? null;
  }

  /** Every employee ID, in order. */
  ids(): readonly string[] {
    this.sortedIds ??= [...this.employees.keys()].sort();
    return this.sortedIds;
  }

  /** Makes the change; a sentence when it cannot be made. */
  apply(command: ChangeCommand, now: number): AppliedChange | string {
    const { kind } = command;
    const employeeId = command.employeeId ?? this.freeId();
    const current = this.employees.get(employeeId) ?? null;
    if (kind === 'create' ? current !== null : current === null) {
      return `employee ${employeeId} ${current === null ? 'is not known' : 'is there already'}`;
    }
    const last = current?.modifiedAt ?? 0;
    const occurredAt = command.occurredAt === undefined ? Math.max(now, last + 1) : Date.parse(command.occurredAt);
    if (occurredAt < last) return `employee ${employeeId} was changed after ${command.occurredAt ?? ''}`;
    const before = current?.record ?? this.newcomer(employeeId, now);
    const record: EmployeeRecord = { ...before, ...changedBy(kind, now), ...command.fields, employeeId };
    const employee = { record, modifiedAt: occurredAt };
    if (current === null) this.sortedIds = null;
    this.employees.set(employeeId, employee);
    this.keep(employee);
    return { changeId: `chg_${randomUUID()}`, kind, type: TYPES[kind], employeeId, occurredAt, record };
  }

  /** What a webhook would say had the employee just been entered. */
  asCreated(employeeId: string): AppliedChange | null {
    const employee = this.employees.get(employeeId);
    if (employee === undefined) return null;
    const { record, modifiedAt } = employee;
    return {
      changeId: `chg_${randomUUID()}`,
      kind: 'create',
      type: TYPES.create,
      employeeId,
      occurredAt: modifiedAt,
      record,
    };
  }

  private freeId(): string {
    while (this.employees.has(employeeIdOf(this.made))) this.made += 1;
    return employeeIdOf(this.made);
  }

  private newcomer(employeeId: string, now: number): EmployeeRecord {
    const n = this.made;
    this.made += 1;
    const managerId = this.employees.has(employeeIdOf(0)) ? employeeIdOf(n % Math.min(this.size, 50)) : null;
    const made = makeEmployee(this.seed, n, 0);
    return {
      ...made,
      employeeId,
      hireDate: dateOf(now),
      managerId: managerId !== null && this.employees.has(managerId) ? managerId : null,
      employmentStatus: 'active',
      terminationDate: null,
    };
  }
}

function changedBy(kind: ChangeKind, now: number): Readonly<Record<string, string | null>> {
  if (kind === 'terminate') return { employmentStatus: 'terminated', terminationDate: dateOf(now) };
  if (kind === 'rehire') return { employmentStatus: 'active', terminationDate: null, hireDate: dateOf(now) };
  return {};
}
