import type { ChangeType, EmployeeState } from './employee-event.js';

/**
 * The text whose SHA-256 is the event's ID. It holds what makes a change the same change (source, employee, kind,
 * time, content) and nothing of the delivery, so that a redelivery under another delivery ID is still recognised.
 */
export function eventIdentity(change: {
  readonly source: string;
  readonly changeType: ChangeType;
  readonly occurredAt: number;
  readonly employee: EmployeeState;
}): string {
  const fields = Object.entries(change.employee)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([change.source, change.employee.employeeId, change.changeType, change.occurredAt, fields]);
}
