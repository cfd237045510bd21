/**
 * What orders one employee's events: the HRIS's modification time, then the offset of the record on
 * `employee.events`. Newest version wins; versions of different employees are not comparable.
 */
export interface Version {
  /** When the HRIS says the change happened, epoch milliseconds. */
  readonly modifiedAt: number;
  /** Offset of the event on its partition of `employee.events`; breaks ties of equal modification times. */
  readonly offset: bigint;
}

/** Negative when `a` is older than `b`, positive when newer, 0 when they are the same version. */
export function compareVersions(a: Version, b: Version): number {
  if (a.modifiedAt !== b.modifiedAt) return a.modifiedAt < b.modifiedAt ? -1 : 1;
  if (a.offset !== b.offset) return a.offset < b.offset ? -1 : 1;
  return 0;
}

/** True when `a` must win over `b`. */
export function isNewer(a: Version, b: Version): boolean {
  return compareVersions(a, b) > 0;
}
