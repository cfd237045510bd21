import type { AttemptRecord, Origin } from '@lockstep/domain';
import { HEADERS } from './retry-headers.js';

/** What the headers of a retry or dead letter record say about the event they carry. */
export interface RetryState {
  /** The attempt to be made next (retry topics) or the last one made (dead letter topic), from 1. */
  readonly attempt: number;
  /** Epoch milliseconds; 0 on a dead letter. */
  readonly dueAt: number;
  /** Epoch milliseconds; null for an event that has not failed (a reference re-send). */
  readonly firstFailedAt: number | null;
  readonly origin: Origin;
  readonly history: readonly AttemptRecord[];
  readonly replay: number;
  readonly reference: boolean;
}

/** The headers that carry a `RetryState`. */
export function writeRetryHeaders(state: RetryState, eventId: string): Record<string, string> {
  const { topic, partition, offset } = state.origin;
  return {
    [HEADERS.attempt]: String(state.attempt),
    [HEADERS.dueAt]: String(state.dueAt),
    ...(state.firstFailedAt === null ? {} : { [HEADERS.firstFailedAt]: String(state.firstFailedAt) }),
    [HEADERS.origin]: `${topic}/${partition}/${offset}`,
    [HEADERS.history]: JSON.stringify(state.history),
    ...(state.replay === 0 ? {} : { [HEADERS.replay]: String(state.replay) }),
    ...(state.reference ? { [HEADERS.reference]: 'manager' } : {}),
    [HEADERS.eventId]: eventId,
  };
}

/** The state in a record's headers; null when they are missing or not what `writeRetryHeaders` writes. */
export function readRetryHeaders(headers: Readonly<Record<string, Buffer>>): RetryState | null {
  const text = (name: string) => headers[name]?.toString('utf8');
  const attempt = wholeNumber(text(HEADERS.attempt));
  const dueAt = wholeNumber(text(HEADERS.dueAt));
  const origin = readOrigin(text(HEADERS.origin));
  const history = readHistory(text(HEADERS.history));
  const replay = wholeNumber(text(HEADERS.replay) ?? '0');
  if (attempt === null || dueAt === null || origin === null || history === null || replay === null) return null;
  const firstFailedAt = wholeNumber(text(HEADERS.firstFailedAt));
  return { attempt, dueAt, firstFailedAt, origin, history, replay, reference: text(HEADERS.reference) === 'manager' };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : null;
}

function readOrigin(text: string | undefined): Origin | null {
  const match = /^(.+)\/(\d{1,9})\/(\d{1,19})$/.exec(text ?? '');
  return match === null ? null : { topic: match[1]!, partition: Number(match[2]), offset: BigInt(match[3]!) };
}

function readHistory(text: string | undefined): readonly AttemptRecord[] | null {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? (value as AttemptRecord[]) : null;
  } catch {
    return null;
  }
}
