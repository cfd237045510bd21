/** How far ahead of our clock a change may be dated: more than any mistaken zone. Nothing newer could be applied until then. */
export const MAX_AHEAD_MS = 24 * 3_600_000;

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-](\d{2}):(\d{2}))$/;
const EARLIEST = Date.UTC(1970, 0, 1);

/** What `DATE_TIME` finds; a zone of Z leaves its two groups unset. */
type DateTimeParts = [string, string, string, string, string, string, string, string | undefined, string | undefined];

export type OccurredAtReading =
  { readonly ok: true; readonly at: number } | { readonly ok: false; readonly expected: string };

/**
 * Reads when the HRIS recorded a change: ISO 8601 date and time with seconds and zone. A local time without zone is
 * refused, not guessed: an hour's error would reorder an employee's changes. Digits past the millisecond are cut off.
 * @param now epoch milliseconds
 */
export function readOccurredAt(value: unknown, now: number): OccurredAtReading {
  const match = typeof value === 'string' ? DATE_TIME.exec(value) : null;
  if (typeof value !== 'string' || match === null)
    return refused('an ISO 8601 date and time with zone, such as 2026-11-02T09:15:00Z');
  const [, year, month, day, hour, minute, second, zoneHour = '0', zoneMinute = '0'] =
    match as unknown as DateTimeParts;
  const isTime = +hour < 24 && +minute < 60 && +second < 60 && +zoneHour <= 14 && +zoneMinute < 60;
  if (!isTime || +day < 1 || +day > daysIn(+year, +month)) return refused('a date and time that exist');
  const at = Math.floor(Date.parse(value));
  if (at < EARLIEST) return refused('a time after 1970');
  if (at > now + MAX_AHEAD_MS)
    return refused('a time not more than 24 hours ahead (it is when the HRIS recorded the change)');
  return { ok: true, at };
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const isLeapFebruary = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeapFebruary ? 29 : (DAYS[month - 1] ?? 0);
}

function refused(expected: string): OccurredAtReading {
  return { ok: false, expected };
}
