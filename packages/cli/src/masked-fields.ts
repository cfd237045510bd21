import { describeMasked } from '@lockstep/contract';
import type { EmployeeState } from '@lockstep/domain';
import { printable } from './printable.js';

/** An employee's fields as they may be shown: the employee ID, and of the others type and length unless values are wanted. */
export function shownFields(employee: EmployeeState, withValues: boolean): Record<string, string | null> {
  const fields = Object.entries(employee).filter((entry): entry is [string, string | null] => entry[1] !== undefined);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, withValues || name === 'employeeId' ? value : describeMasked(value)]),
  );
}

/** The same as rows of a table. */
export function fieldRows(fields: Readonly<Record<string, string | null>>): string[][] {
  return Object.entries(fields).map(([name, value]) => [`  ${name}`, value === null ? 'null' : printable(value)]);
}
