/** What the HRIS did to the employee. A rehire is an `updated` whose employment status is active again. */
export const CHANGE_TYPES = ['created', 'updated', 'terminated'] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number];

/** The path by which the system learned of the change first (the gap detector counts them). */
export const CHANGE_PATHS = ['webhook', 'poll', 'listing', 'heal', 'resubmit'] as const;
export type ChangePath = (typeof CHANGE_PATHS)[number];

/**
 * One contract field of one employee. Three things are distinct: absent (the property is missing: keep what the
 * platform has), `null` (clear it), and a string, where `''` follows the contract's rule for empty sources.
 */
export type FieldValue = string | null;

/** An employee's full contract state, keyed by contract field name in camelCase. `employeeId` is always there. */
export interface EmployeeState {
  readonly employeeId: string;
  readonly [field: string]: FieldValue | undefined;
}

/**
 * One change of one employee, carrying the full contract state (event-carried state transfer), so that
 * "the newest version wins" is safe. Immutable once published.
 */
export interface EmployeeEvent {
  /** Deterministic: the same change from the same source gives the same ID, however often it is delivered. */
  readonly eventId: string;
  readonly employeeId: string;
  readonly changeType: ChangeType;
  /** When the HRIS says the change happened, epoch milliseconds; the first half of the event's version. */
  readonly occurredAt: number;
  /** When ingest accepted it, epoch milliseconds. */
  readonly receivedAt: number;
  /** The HRIS adapter's name, such as `generic`. */
  readonly source: string;
  readonly path: ChangePath;
  /** The delivery's ID at the sender, where it has one. */
  readonly deliveryId: string | null;
  /** Content hash of the contract the event was validated against. */
  readonly contractHash: string;
  readonly employee: EmployeeState;
}
