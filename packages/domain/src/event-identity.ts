import type { ChangeType, EmployeeState, FieldValue } from './employee-event.js';

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
  const { source, changeType, occurredAt, employee } = change;
  const fields: [string, FieldValue][] = [];
  for (const name of Object.keys(employee).sort()) {
    const value = employee[name];
    if (value !== undefined) fields.push([name, value]);
  }
  return JSON.stringify([source, employee.employeeId, changeType, occurredAt, fields]);
}
