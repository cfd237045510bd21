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

/** The largest attempt and replay that can be true, and that the ledger's columns hold. */
const MAX_ATTEMPT = 16;
const MAX_REPLAY = 1_000_000;
/** Year 9999: a date can be made of it. */
const LATEST_MS = 253_402_300_799_999;
const MAX_OFFSET = 2n ** 63n - 1n;
/** A life has at most four attempts with reasons of 300 characters; this leaves room for a dozen replays. */
const MAX_HISTORY_BYTES = 65_536;

/** The state in a record's headers; null when they are missing or not what `writeRetryHeaders` writes. */
export function readRetryHeaders(headers: Readonly<Record<string, Buffer>>): RetryState | null {
  const text = (name: string) => headers[name]?.toString('utf8');
  const attempt = wholeNumber(text(HEADERS.attempt), 1, MAX_ATTEMPT);
  const dueAt = wholeNumber(text(HEADERS.dueAt), 0, LATEST_MS);
  const origin = readOrigin(text(HEADERS.origin));
  const history = readHistory(headers[HEADERS.history]);
  const replay = wholeNumber(text(HEADERS.replay) ?? '0', 0, MAX_REPLAY);
  if (attempt === null || dueAt === null || origin === null || history === null || replay === null) return null;
  const firstFailedAt = wholeNumber(text(HEADERS.firstFailedAt), 0, LATEST_MS);
  return { attempt, dueAt, firstFailedAt, origin, history, replay, reference: text(HEADERS.reference) === 'manager' };
}

function wholeNumber(text: string | undefined, least: number, most: number): number | null {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}

function readOrigin(text: string | undefined): Origin | null {
  // 249: the longest name a topic can have.
  const match = /^([a-zA-Z0-9._-]{1,249})\/(\d{1,9})\/(\d{1,19})$/.exec(text ?? '');
  if (match === null) return null;
  const offset = BigInt(match[3]!);
  return offset > MAX_OFFSET ? null : { topic: match[1]!, partition: Number(match[2]), offset };
}

function readHistory(header: Buffer | undefined): readonly AttemptRecord[] | null {
  if (header === undefined) return [];
  if (header.length > MAX_HISTORY_BYTES) return null;
  try {
    const value: unknown = JSON.parse(header.toString('utf8'));
    return Array.isArray(value) && value.every(isAttempt) ? value : null;
  } catch {
    return null;
  }
}

function isAttempt(value: unknown): value is AttemptRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { attempt, at, status, code, reason } = value as Partial<Record<keyof AttemptRecord, unknown>>;
  const isMoment = Number.isSafeInteger(at) && (at as number) >= 0 && (at as number) <= LATEST_MS;
  const isStatus = status === null || Number.isSafeInteger(status);
  return (
    Number.isSafeInteger(attempt) && isMoment && isStatus && [code, reason].every((text) => typeof text === 'string')
  );
}
