import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EmployeeEvent } from './employee-event.js';
import { eventProblem } from './event-problem.js';

const good: EmployeeEvent = {
  eventId: 'ab'.repeat(32),
  employeeId: 'E-1',
  changeType: 'updated',
  occurredAt: Date.UTC(2026, 10, 2),
  receivedAt: Date.UTC(2026, 10, 2),
  source: 'generic',
  path: 'webhook',
  deliveryId: null,
  contractHash: 'hash',
  employee: { employeeId: 'E-1', managerId: 'E-2' },
};
const managedBy = (managerId: string | null) => ({ employee: { ...good.employee, managerId } });

describe('an event', () => {
  it.each([
    [{}],
    [{ employeeId: 'Müller 4711/a' }],
    [{ employeeId: 'x'.repeat(256) }],
    [managedBy(null)],
    [managedBy('')],
    [{ occurredAt: 0 }],
  ])('can be worked with: %j', (change) => expect(eventProblem({ ...good, ...change })).toBeNull());

  it.each([
    ['event ID', { eventId: '' }],
    ['event ID', { eventId: 'a b' }],
    ['event ID', { eventId: 'é' }],
    ['event ID', { eventId: 'x'.repeat(129) }],
    ['employee ID', { employeeId: '' }],
    ['employee ID', { employeeId: 'a\u0000b' }],
    ['employee ID', { employeeId: 'a\u001b[2J' }],
    ['employee ID', { employeeId: 'x'.repeat(257) }],
    ['manager ID', managedBy('a\u0000b')],
    ['manager ID', managedBy('x'.repeat(257))],
    ['time of the change', { occurredAt: -1 }],
    ['time of the change', { occurredAt: 253_402_300_800_000 }],
    ['time of its acceptance', { receivedAt: Number.MAX_SAFE_INTEGER }],
  ])('cannot, for its %s: %j', (what, change) => {
    const bad = { ...good, ...change };
    expect(eventProblem(bad)).toContain(what);
    for (const value of [bad.eventId, bad.employeeId].filter((id) => id.length > 8 && id !== good.eventId))
      expect(eventProblem(bad)).not.toContain(value);
  });

  it('that passes has times that a date can be made of', () => {
    fc.assert(
      fc.property(fc.double(), (at) => {
        const event = { ...good, occurredAt: at };
        if (eventProblem(event) === null) expect(() => new Date(at).toISOString()).not.toThrow();
      }),
    );
  });
});
