import type { AttemptRecord, EmployeeEvent, Origin } from '@lockstep/domain';
import { HEADERS, writeRetryHeaders, type OutgoingRecord } from '@lockstep/messaging';

/** What `deadLetter` puts on the topic, as the upserter would. */
export interface GivenDeadLetter {
  readonly topic: string;
  readonly event: Pick<EmployeeEvent, 'eventId' | 'employeeId'>;
  readonly value: Buffer;
  readonly origin: Origin;
  readonly history: readonly AttemptRecord[];
  /** Default 0. */
  readonly replay?: number;
}

/** A dead letter with its history; its cause is the last attempt's. */
export function deadLetter({ topic, event, value, origin, history, replay = 0 }: GivenDeadLetter): OutgoingRecord {
  const last = history.at(-1)!;
  const state = { attempt: last.attempt, dueAt: 0, firstFailedAt: history[0]!.at, origin, history, replay };
  return {
    topic,
    key: Buffer.from(event.employeeId),
    value,
    headers: {
      ...writeRetryHeaders({ ...state, reference: false }, event.eventId),
      [HEADERS.errorCode]: last.code,
      [HEADERS.reason]: last.reason,
    },
  };
}

/** Four attempts, a minute apart, that all got the same answer. */
export function failedFourTimes(status: number | null, code: string, reason: string): AttemptRecord[] {
  const first = Date.UTC(2026, 10, 24, 8);
  return [1, 2, 3, 4].map((attempt) => ({ attempt, at: first + (attempt - 1) * 60_000, status, code, reason }));
}
