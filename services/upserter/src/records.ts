import type { AttemptRecord, Failure, Outcome, UpsertOutcome } from '@lockstep/domain';
import { outcomeIdOf, TERMINAL_OUTCOMES } from '@lockstep/domain';
import type { OutgoingRecord } from '@lockstep/messaging';
import { HEADERS, writeRetryHeaders } from '@lockstep/messaging';
import { fittingDeadLetter } from './fitting-dead-letter.js';
import type { Work } from './work.js';

/** Where the upserter's records go, prefix included. `retries[n-1]` is the topic for events whose attempt n failed. */
export interface UpserterTopics {
  readonly retries: readonly string[];
  readonly deadLetters: string;
  readonly outcomes: string;
}

export interface OutcomeDetail {
  readonly outcome: Outcome;
  readonly attempt: number;
  readonly failure?: Failure;
  readonly status?: number;
  readonly durationMs?: number;
  readonly retryDueAt?: number;
  /** Hash of what was sent; default: the work's. */
  readonly bodyHash?: string;
}

/** The record of `learner.outcomes` for one attempt or one end. */
export function outcomeOf(work: Work, detail: OutcomeDetail, decidedAt: number): UpsertOutcome {
  const identity = {
    eventId: work.event.eventId,
    replay: work.replay,
    attempt: detail.attempt,
    outcome: detail.outcome,
  };
  return {
    outcomeId: outcomeIdOf(identity),
    ...identity,
    employeeId: work.event.employeeId,
    terminal: (TERMINAL_OUTCOMES as readonly string[]).includes(detail.outcome),
    occurredAt: work.version.modifiedAt,
    sourceOffset: work.version.offset,
    supersededBy: null,
    httpStatus: detail.status ?? detail.failure?.status ?? null,
    errorCode: detail.failure?.code ?? null,
    reason: detail.failure?.reason ?? null,
    bodyHash: detail.bodyHash ?? work.bodyHash,
    contractHash: work.event.contractHash,
    durationMs: detail.durationMs ?? null,
    retryDueAt: detail.retryDueAt ?? null,
    decidedAt,
  };
}

/**
 * The event's own bytes on the retry topic of the attempt that failed.
 * @param failed the attempt that was made
 */
export function retryRecord(work: Work, failed: AttemptRecord, dueAt: number, topics: UpserterTopics): OutgoingRecord {
  const topic = topics.retries[Math.min(failed.attempt, topics.retries.length) - 1];
  if (topic === undefined) throw new RangeError(`no retry topic follows attempt ${failed.attempt}`);
  const state = {
    attempt: failed.attempt + 1,
    dueAt,
    firstFailedAt: work.firstFailedAt ?? failed.at,
    origin: work.origin,
    history: [...work.history, failed],
    replay: work.replay,
    reference: work.reference,
  };
  return {
    topic,
    key: work.delivery.key,
    value: work.delivery.value,
    headers: writeRetryHeaders(state, work.event.eventId),
  };
}

/** The event's own bytes on the dead letter topic, with every attempt in the headers. */
export function deadLetterRecord(work: Work, failed: AttemptRecord, topics: UpserterTopics): OutgoingRecord {
  const state = {
    attempt: failed.attempt,
    dueAt: 0,
    firstFailedAt: work.firstFailedAt ?? failed.at,
    origin: work.origin,
    history: [...work.history, failed],
    replay: work.replay,
    reference: work.reference,
  };
  return fittingDeadLetter({
    topic: topics.deadLetters,
    key: work.delivery.key,
    value: work.delivery.value,
    headers: {
      ...writeRetryHeaders(state, work.event.eventId),
      [HEADERS.errorCode]: failed.code,
      [HEADERS.reason]: failed.reason,
    },
  });
}

/** The headers under which an applied event is sent again for its manager reference. */
export function referenceHeaders(work: Work): Record<string, string> {
  const { origin, replay } = work;
  const state = { attempt: 1, dueAt: 0, firstFailedAt: null, origin, history: [], replay, reference: true };
  return writeRetryHeaders(state, work.event.eventId);
}
