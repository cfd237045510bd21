import type { ManagerWait } from './ledger.js';

/** One wait per employee, the last one given, in the order of employee IDs, in which rows are locked. */
export function newestWaitPerEmployee(waits: readonly ManagerWait[]): readonly ManagerWait[] {
  const newest = new Map(waits.map((wait) => [wait.employeeId, wait]));
  return [...newest.values()].sort((a, b) => (a.employeeId < b.employeeId ? -1 : 1));
}
