import type { OutgoingRecord } from '@lockstep/messaging';
import { HEADERS } from '@lockstep/messaging';

/** Below the 1,048,588 bytes that Kafka takes by default, batch and all. */
export const MAX_RECORD_BYTES = 1_000_000;
/** Longest key and longest header of ours that goes into a record that had to be trimmed, in bytes. */
const LONGEST_KEY = 1_024;
const LONGEST_HEADER = 16_384;
const OURS: ReadonlySet<string> = new Set(Object.values(HEADERS));

/**
 * A dead letter that its topic takes, whatever it was made of: a record that can be written nowhere would be tried for
 * ever. First the headers that are not ours go, then all but the end of the history, at last the value, which still
 * stands at the origin. What went stands in `lockstep-trimmed`.
 */
export function fittingDeadLetter(record: OutgoingRecord, maxBytes = MAX_RECORD_BYTES): OutgoingRecord {
  if (sizeOf(record) <= maxBytes) return record;
  const ours = trimmed(record, 'headers', { headers: ownHeaders(record) });
  if (sizeOf(ours) <= maxBytes) return ours;
  const short = trimmed(ours, 'history', { headers: shortHeaders(ours.headers ?? {}) });
  return sizeOf(short) <= maxBytes ? short : withoutValue(short);
}

/** What is left when a broker takes even less than expected: who, why, and where the bytes stand. */
export function barestDeadLetter(record: OutgoingRecord): OutgoingRecord {
  return withoutValue(trimmed(record, 'headers', { headers: shortHeaders(ownHeaders(record)) }));
}

function withoutValue(record: OutgoingRecord): OutgoingRecord {
  const key =
    record.key === null || record.key.length <= LONGEST_KEY ? record.key : record.key.subarray(0, LONGEST_KEY);
  return trimmed(record, 'value', { key, value: null });
}

function trimmed(record: OutgoingRecord, what: string, change: Partial<OutgoingRecord>): OutgoingRecord {
  const { [HEADERS.trimmed]: before, ...headers } = { ...(change.headers ?? record.headers) };
  const all = before === undefined ? what : `${String(before)},${what}`;
  return { ...record, ...change, headers: { ...headers, [HEADERS.trimmed]: all } };
}

function ownHeaders({ headers = {} }: OutgoingRecord): Record<string, Buffer | string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => OURS.has(name)));
}

function shortHeaders(headers: Readonly<Record<string, Buffer | string>>): Record<string, Buffer | string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name === HEADERS.history ? endOfHistory(String(value)) : Buffer.from(value).subarray(0, LONGEST_HEADER),
    ]),
  );
}

/** As many of the last attempts as fit; none when it is no list. */
function endOfHistory(json: string): string {
  if (Buffer.byteLength(json) <= LONGEST_HEADER) return json;
  let attempts: unknown;
  try {
    attempts = JSON.parse(json);
  } catch {
    return '[]';
  }
  const kept = Array.isArray(attempts) ? (attempts as unknown[]).slice(-16) : [];
  while (kept.length > 0 && Buffer.byteLength(JSON.stringify(kept)) > LONGEST_HEADER) kept.shift();
  return JSON.stringify(kept);
}

/** As Kafka counts it, generously: lengths are varints of at most five bytes. */
function sizeOf({ key, value, headers = {} }: OutgoingRecord): number {
  let bytes = 128 + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, header] of Object.entries(headers))
    bytes += 10 + Buffer.byteLength(name) + Buffer.byteLength(header);
  return bytes;
}
