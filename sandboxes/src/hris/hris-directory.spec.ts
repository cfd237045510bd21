import { describe, expect, it } from '@jest/globals';
import { chanceSequence } from '../seeded-chance.js';
import type { AppliedChange, ChangeCommand } from './change.js';
import type { StoredEmployee } from './employee-record.js';
import { HrisDirectory } from './hris-directory.js';
import { employeeIdOf } from './organisation.js';
import { randomChange, USUAL_KINDS } from './random-change.js';

const NOW = Date.UTC(2026, 5, 1);
const directoryOf = (
  size = 30,
  earlier: StoredEmployee[] = [],
  keep: (employee: StoredEmployee) => void = () => undefined,
) => new HrisDirectory(1, size, earlier, keep);
function made(of: HrisDirectory, command: ChangeCommand, now = NOW): AppliedChange {
  const change = of.apply(command, now);
  if (typeof change === 'string') throw new Error(change);
  return change;
}

describe('changes in the sandbox HRIS', () => {
  it('carry the full record, and a time that only grows for one employee', () => {
    const directory = directoryOf();
    const employeeId = employeeIdOf(3);
    const first = made(directory, { kind: 'update', employeeId, fields: { lastName: 'Fox' } });
    const second = made(directory, { kind: 'update', employeeId, fields: { jobTitle: 'Pilot' } });
    expect(second).toMatchObject({
      type: 'employee.updated',
      record: { lastName: 'Fox', jobTitle: 'Pilot', hireDate: expect.any(String) },
    });
    expect(second.occurredAt).toBe(first.occurredAt + 1);
    expect(directory.apply({ kind: 'update', employeeId, occurredAt: '2020-01-01' }, NOW)).toContain(
      'was changed after',
    );
  });

  it('terminate and rehire the same employee', () => {
    const directory = directoryOf();
    const employeeId = employeeIdOf(20);
    expect(made(directory, { kind: 'terminate', employeeId })).toMatchObject({
      type: 'employee.terminated',
      record: { employmentStatus: 'terminated', terminationDate: '2026-06-01' },
    });
    expect(made(directory, { kind: 'rehire', employeeId })).toMatchObject({
      type: 'employee.updated',
      record: { employeeId, employmentStatus: 'active', terminationDate: null, hireDate: '2026-06-01' },
    });
    expect(directory.size).toBe(30);
  });

  it('create with the next free ID, and refuse what cannot be', () => {
    const directory = directoryOf();
    expect(made(directory, { kind: 'create' })).toMatchObject({
      employeeId: employeeIdOf(30),
      type: 'employee.created',
    });
    expect(made(directory, { kind: 'create' }).employeeId).toBe(employeeIdOf(31));
    expect(
      made(directory, { kind: 'create', employeeId: 'X1', fields: { managerId: null } }).record['managerId'],
    ).toBeNull();
    expect(directory.apply({ kind: 'create', employeeId: 'X1' }, NOW)).toContain('is there already');
    expect(directory.apply({ kind: 'update', employeeId: 'nobody' }, NOW)).toContain('is not known');
  });

  it('outlive a restart when they are kept', () => {
    const kept: StoredEmployee[] = [];
    const first = directoryOf(5, [], (employee) => kept.push(employee));
    made(first, { kind: 'create' });
    made(first, { kind: 'terminate', employeeId: employeeIdOf(4) });
    const second = directoryOf(5, kept);
    expect(second.ids().map((id) => second.get(id))).toEqual(first.ids().map((id) => first.get(id)));
    expect(made(second, { kind: 'create' }).employeeId).toBe(employeeIdOf(6));
  });

  it('make sense when made by chance, and are the same for the same seed', () => {
    const run = (): string[] => {
      const directory = directoryOf(60);
      const chance = chanceSequence(9);
      return Array.from({ length: 500 }, (_, n) => {
        const command = randomChange(directory, chance, { ...USUAL_KINDS, terminate: 4, rehire: 4 });
        const before = command.employeeId === undefined ? null : directory.get(command.employeeId);
        const left = before?.record['employmentStatus'] === 'terminated';
        if (command.kind !== 'create') expect(left).toBe(command.kind === 'rehire');
        const { employeeId, type, record } = made(directory, command, NOW + n);
        return JSON.stringify([employeeId, type, record]);
      });
    };
    expect(run()).toEqual(run());
  });
});
