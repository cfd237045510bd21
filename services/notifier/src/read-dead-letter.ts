import { HEADERS, readRetryHeaders, type Delivery } from '@lockstep/messaging';
import type { DeadLetter } from './texts/dead-letter-message.js';

/** Reads a record of the dead letter topic by its key and headers. Total: what is missing is replaced by its place or time. */
export function readDeadLetter(
  delivery: Pick<Delivery, 'topic' | 'partition' | 'offset' | 'key' | 'headers' | 'timestamp'>,
): DeadLetter {
  const text = (name: string): string | null => delivery.headers[name]?.toString('utf8') ?? null;
  const state = readRetryHeaders(delivery.headers);
  const firstFailedAt = state?.firstFailedAt ?? Number(text(HEADERS.firstFailedAt) ?? Number.NaN);
  return {
    employeeId: delivery.key === null || delivery.key.length === 0 ? null : delivery.key.toString('utf8'),
    eventId: text(HEADERS.eventId) ?? `${delivery.topic}/${delivery.partition}/${delivery.offset}`,
    replay: state?.replay ?? 0,
    origin: text(HEADERS.origin),
    errorCode: text(HEADERS.errorCode) ?? 'LOCKSTEP_UNEXPECTED',
    reason: text(HEADERS.reason) ?? 'no reason was given',
    firstFailedAt: isMoment(firstFailedAt) ? firstFailedAt : delivery.timestamp,
    history: state?.history ?? [],
  };
}

/** A moment that a date can be made of. */
function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 8.64e15;
}
