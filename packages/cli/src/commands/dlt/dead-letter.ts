import type { AttemptRecord, Origin } from '@lockstep/domain';
import { HEADERS, readRetryHeaders, type StoredRecord } from '@lockstep/messaging';

/** One record of the dead letter topic by key and headers; its value may be poison and is not looked at. */
export interface DeadLetter {
  /** `topic/partition/offset` on the dead letter topic. */
  readonly position: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly employeeId: string | null;
  readonly eventId: string;
  /** 0 for the event's own life, n for its n-th replay. */
  readonly replay: number;
  /** Every attempt of all its lives, oldest first; empty for what was never sent. */
  readonly history: readonly AttemptRecord[];
  readonly code: string;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly firstFailedAt: number;
  /** When it was put here, epoch milliseconds. */
  readonly at: number;
  /** Where the event stands on `employee.events`; for what failed to be read on a retry topic, that place. */
  readonly origin: Origin | null;
  /** It was the re-send of an applied event with its manager reference. */
  readonly reference: boolean;
}

/** Total: what is missing is replaced by its place or time. */
export function deadLetterOf(record: StoredRecord): DeadLetter {
  const text = (name: string): string | null => record.headers[name]?.toString('utf8') ?? null;
  const position = `${record.topic}/${record.partition}/${record.offset}`;
  const state = readRetryHeaders(record.headers);
  const firstFailedAt = state?.firstFailedAt ?? Number(text(HEADERS.firstFailedAt) ?? Number.NaN);
  return {
    position,
    key: record.key,
    value: record.value,
    employeeId: record.key === null || record.key.length === 0 ? null : record.key.toString('utf8'),
    eventId: text(HEADERS.eventId) ?? position,
    replay: state?.replay ?? 0,
    history: (state?.history ?? []).filter(isAttempt),
    code: text(HEADERS.errorCode) ?? 'LOCKSTEP_UNEXPECTED',
    reason: text(HEADERS.reason) ?? 'no reason was given',
    firstFailedAt: Number.isSafeInteger(firstFailedAt) ? firstFailedAt : record.timestamp,
    at: record.timestamp,
    origin: state?.origin ?? originOf(text(HEADERS.origin)),
    reference: state?.reference ?? false,
  };
}

/** All dead letters of one event, the latest life last. */
export interface EventDeadLetters {
  readonly latest: DeadLetter;
  readonly lives: readonly DeadLetter[];
}

/** Groups by event, the newest latest letter first. */
export function groupByEvent(letters: Iterable<DeadLetter>): EventDeadLetters[] {
  const groups = new Map<string, DeadLetter[]>();
  for (const letter of letters) {
    const group = groups.get(letter.eventId);
    if (group === undefined) groups.set(letter.eventId, [letter]);
    else group.push(letter);
  }
  return [...groups.values()]
    .map((group) => {
      const lives = group.sort((a, b) => a.replay - b.replay || a.at - b.at);
      return { latest: lives.at(-1)!, lives };
    })
    .sort((a, b) => b.latest.at - a.latest.at);
}

/** The header is JSON from outside: it promises a list and nothing of what is in it. */
function isAttempt(value: unknown): value is AttemptRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { attempt, at, code, reason } = value as Partial<Record<keyof AttemptRecord, unknown>>;
  return [attempt, at].every(Number.isSafeInteger) && [code, reason].every((text) => typeof text === 'string');
}

function originOf(text: string | null): Origin | null {
  const match = /^(.+)\/(\d{1,9})\/(\d{1,19})$/.exec(text ?? '');
  return match === null ? null : { topic: match[1]!, partition: Number(match[2]), offset: BigInt(match[3]!) };
}
