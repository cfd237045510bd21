import type { MalformedForm } from './malformed-payload.js';

/** What kind of delivery it is; everything but `right`, `duplicate` and `replay` should be refused by its receiver. */
export type DeliveryForm = 'right' | 'duplicate' | 'replay' | 'wrong_signature' | 'old_timestamp' | MalformedForm;

/** One webhook to be delivered. */
export interface Delivery {
  /** `webhook-id`; a duplicate and a replay have their original's. */
  readonly webhookId: string;
  readonly form: DeliveryForm;
  readonly body: Buffer;
  readonly employeeIds: readonly string[];
  readonly changeIds: readonly string[];
  /** Wait before the first attempt, in milliseconds. */
  readonly delayMs: number;
  /** Held until another delivery about the employee has been accepted, at most so long; null: not held. */
  readonly holdMs: number | null;
  /** Sent again byte by byte so long after it was accepted; null: not. */
  readonly replayAfterMs: number | null;
  /** How old the signed timestamp is, in milliseconds. */
  readonly ageMs: number;
  /** Whether a failure is tried again. Spoilt deliveries are sent once. */
  readonly isRetried: boolean;
  /** Headers of the original, for a replay; null: signed anew at each attempt. */
  readonly headers: Readonly<Record<string, string>> | null;
}
