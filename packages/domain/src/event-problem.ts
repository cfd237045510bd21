import type { EmployeeEvent } from './employee-event.js';

/** As ingest writes it, with room for other writers: it becomes a key of the ledger, a header and an idempotency key. */
const EVENT_ID = /^[\x21-\x7e]{1,128}$/;
/** Twice what the contract lets through, so that a tightened contract never makes a stored event unreadable. */
const LONGEST_ID = 256;
// eslint-disable-next-line no-control-regex -- control characters are what this is about: Postgres refuses NUL, and a terminal obeys the rest
const CONTROL = /[\u0000-\u001f\u007f]/;
/** Year 9999; beyond it dates have no ISO form, and further on no value at all. */
const LATEST_MS = 253_402_300_799_999;

/**
 * Why an event that its schema allows is none that can be worked with; null when it can. The ledger keys on its IDs
 * and orders by its times, and one value that a store refuses would fail everybody's in the same batch. The text names
 * the field and never its value.
 */
export function eventProblem(event: EmployeeEvent): string | null {
  if (!EVENT_ID.test(event.eventId)) return 'its event ID is not 1 to 128 printable characters';
  if (!isId(event.employeeId)) return `its employee ID is not 1 to ${LONGEST_ID} characters without control characters`;
  const { managerId } = event.employee;
  if (typeof managerId === 'string' && managerId !== '' && !isId(managerId))
    return `its manager ID is longer than ${LONGEST_ID} characters or has control characters`;
  if (!isMoment(event.occurredAt)) return 'the time of the change is not between 1970 and 9999';
  if (!isMoment(event.receivedAt)) return 'the time of its acceptance is not between 1970 and 9999';
  return null;
}

function isId(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_ID && !CONTROL.test(text);
}

function isMoment(at: number): boolean {
  return Number.isSafeInteger(at) && at >= 0 && at <= LATEST_MS;
}
