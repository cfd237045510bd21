import type { ChangePath, EmployeeEvent } from '@lockstep/domain';

/** A delivery of an HRIS that may be read: its signature has been verified, or a person hands it in again. */
export interface VerifiedDelivery {
  /** The HRIS adapter's name. */
  readonly source: string;
  /** The delivery's ID at the sender, where it has one. */
  readonly deliveryId: string | null;
  readonly contentType: string;
  readonly body: Buffer;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly path: ChangePath;
}

/** One reason why something was refused. Never holds a value of the person. */
export interface IngestViolation {
  /** JSON pointer, into the change as it came. */
  readonly path: string;
  /** The contract's field, where one is at fault. */
  readonly field: string | null;
  /** Stable word: a rule of the contract (`VIOLATION_RULES`), of JSON (`JsonRule`), or `form`, `occurred_at`, `gone`, `not_visible`. */
  readonly rule: string;
  readonly expected: string;
  readonly found: string;
}

/** Why a change was refused, as a code of docs/errors.md. */
export type ReasonCode =
  /** It is not JSON, or not of the source's form. */
  | 'LOCKSTEP_WEBHOOK_MALFORMED'
  /** Its JSON breaks a limit. */
  | 'LOCKSTEP_WEBHOOK_LIMIT'
  /** The contract refuses the record or its time. */
  | 'LOCKSTEP_RECORD_REFUSED'
  /** A thin change of an employee that cannot be read. */
  | 'LOCKSTEP_EMPLOYEE_UNREADABLE';

/** A change, or a whole delivery, that cannot become an event. */
export interface Refusal {
  /** The bytes of the change as they came; the whole body where they cannot be told apart. */
  readonly payload: Buffer;
  /** Where it is legible, also in a refused record. */
  readonly employeeId: string | null;
  readonly reasonCode: ReasonCode;
  readonly violations: readonly IngestViolation[];
}

/** What became of one change before anything was stored. */
export type JudgedChange =
  { readonly kind: 'event'; readonly event: EmployeeEvent } | { readonly kind: 'refusal'; readonly refusal: Refusal };
