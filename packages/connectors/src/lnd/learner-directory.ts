import type { UpsertAnswer } from '@lockstep/domain';

/** One upsert as the upserter asks for it. */
export interface UpsertCall {
  readonly employeeId: string;
  /** Mapped contract fields plus `employeeId`, `sent_from`, `sent_to`. */
  readonly body: Readonly<Record<string, unknown>>;
  /** `body` as JSON, by a caller that has it already. A connector that sends the body as it is sends exactly this. */
  readonly json?: string;
  /** Same for every attempt of the same event. */
  readonly idempotencyKey: string;
}

/** A learner as the platform lists it. */
export interface ListedLearner {
  readonly employeeId: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface LearnerPage {
  readonly learners: readonly ListedLearner[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

/**
 * The learning platform as the product sees it; one folder per vendor implements it. It knows the platform's wire
 * format and what its answers mean, and nothing of retries, limits or versions.
 */
export interface LearnerDirectory {
  /** The adapter's name, such as `generic`. */
  readonly name: string;
  /** The endpoint upserts go to; becomes `sent_to`. */
  readonly endpoint: string;
  /**
   * One request, no retry inside. Never throws: whatever happens is an answer.
   * Reasons have every value of the body masked.
   * @param signal aborts the request; an aborted request is `unavailable` with code LOCKSTEP_LND_TIMEOUT
   */
  upsert(call: UpsertCall, signal: AbortSignal): Promise<UpsertAnswer>;
  /** @throws LockstepError LOCKSTEP_LND_LIST_FAILED */
  list(cursor: string | null, limit: number, signal: AbortSignal): Promise<LearnerPage>;
  /** Closes its connections. */
  close(): Promise<void>;
}
