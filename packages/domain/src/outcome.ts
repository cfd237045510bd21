/** How an event ended. Every event has exactly one of these (invariant 2). */
export const TERMINAL_OUTCOMES = [
  'applied',
  'unchanged',
  'superseded',
  'dead_lettered',
  'shadowed',
  'out_of_scope',
] as const;
export type TerminalOutcome = (typeof TERMINAL_OUTCOMES)[number];

/** What an `UpsertOutcome` can say: a terminal outcome, a failed attempt, or a manager reference sent later. */
export const OUTCOMES = [...TERMINAL_OUTCOMES, 'failed', 'reference_sent'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * One record of `learner.outcomes`: one per attempt and one terminal per event. A successful attempt's record is
 * itself the terminal one; a failed attempt has `outcome: 'failed'` and the dead letter after it a record of its own.
 */
export interface UpsertOutcome {
  /** Deterministic, so that a repeated record can be recognised: `<eventId>:<replay>:<attempt>:<outcome>`. */
  readonly outcomeId: string;
  readonly eventId: string;
  readonly employeeId: string;
  readonly outcome: Outcome;
  readonly terminal: boolean;
  /** 1 to 4 for attempts; 0 where the platform was never called. */
  readonly attempt: number;
  /** 0 for the event's own life, n for its n-th replay from the dead letter topic. */
  readonly replay: number;
  /** The event's version. */
  readonly occurredAt: number;
  readonly sourceOffset: bigint;
  /** The version this one yielded to, for `superseded`; null elsewhere and where it is not known. */
  readonly supersededBy: string | null;
  readonly httpStatus: number | null;
  /** Error code of docs/errors.md, null on success. */
  readonly errorCode: string | null;
  /** The platform's reason with every value of the person masked; null on success. */
  readonly reason: string | null;
  /** SHA-256 of the body that was sent, hex; proves what was sent without a second copy of the person. */
  readonly bodyHash: string | null;
  readonly contractHash: string | null;
  readonly durationMs: number | null;
  /** When the next attempt is due, epoch milliseconds; null when there is none. */
  readonly retryDueAt: number | null;
  readonly decidedAt: number;
}

/** The identity under which consumers of `learner.outcomes` drop repeats. */
export function outcomeIdOf(of: Pick<UpsertOutcome, 'eventId' | 'replay' | 'attempt' | 'outcome'>): string {
  return `${of.eventId}:${of.replay}:${of.attempt}:${of.outcome}`;
}
