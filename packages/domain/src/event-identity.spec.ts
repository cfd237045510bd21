import { describe, expect, it } from '@jest/globals';
import { eventIdentity } from './event-identity.js';

const change = {
  source: 'generic',
  changeType: 'updated' as const,
  occurredAt: 1,
  employee: { employeeId: '1', firstName: 'A', department: null },
};

describe('the identity of an event', () => {
  it('does not depend on the order of fields or on absent ones', () => {
    const reordered = { department: null, employeeId: '1', jobTitle: undefined, firstName: 'A' };
    expect(eventIdentity({ ...change, employee: reordered })).toBe(eventIdentity(change));
  });

  it('is this text for ever: another one would make every redelivery a new event', () => {
    const employee = { lastName: 'É', employeeId: '1', department: null, Z: '', jobTitle: undefined };
    expect(eventIdentity({ ...change, employee })).toBe(
      '["generic","1","updated",1,[["Z",""],["department",null],["employeeId","1"],["lastName","É"]]]',
    );
  });

  it('tells absent, null and empty apart, and every part of the change', () => {
    const variants = [
      change,
      { ...change, source: 'other' },
      { ...change, changeType: 'created' as const },
      { ...change, occurredAt: 2 },
      { ...change, employee: { ...change.employee, department: '' } },
      { ...change, employee: { employeeId: '1', firstName: 'A' } },
    ];
    expect(new Set(variants.map(eventIdentity)).size).toBe(variants.length);
  });
});
