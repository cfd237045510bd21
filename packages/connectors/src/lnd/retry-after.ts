import { headerOf } from './raw-answer.js';
import type { AnswerHeaders } from './raw-answer.js';

/** The shortest pause a platform can ask for: an answer of `0` or a date gone by must not become a busy loop. */
export const SHORTEST_PAUSE_MS = 1_000;

/** The longest pause that is believed. Daily quotas are real; a wait beyond a day is taken for a mistake. */
export const LONGEST_PAUSE_MS = 24 * 60 * 60 * 1_000;

/**
 * When the platform wants to be asked again (RFC 9110 §10.2.3: seconds or an HTTP date), epoch milliseconds; null when
 * it did not say or what it said cannot be read. A date is measured against the platform's own `Date` header where
 * there is one, so that its clock need not agree with ours.
 */
export function retryAfter(headers: AnswerHeaders, now: number): number | null {
  const text = headerOf(headers, 'retry-after')?.trim();
  if (text === undefined) return null;
  const delayMs = secondsIn(text) ?? dateDelay(text, headers, now);
  if (delayMs === null) return null;
  return now + Math.min(Math.max(delayMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}

function secondsIn(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text) ? Math.ceil(Number(text) * 1_000) : null;
}

function dateDelay(text: string, headers: AnswerHeaders, now: number): number | null {
  const at = httpDate(text);
  if (at === null) return null;
  const serverNow = httpDate(headerOf(headers, 'date') ?? '') ?? now;
  return at - (Math.abs(serverNow - now) < SAME_TIME_MS ? now : serverNow);
}

/** HTTP dates have whole seconds: clocks that differ by less than this are taken to agree. */
const SAME_TIME_MS = 2_000;

const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC_850 = /^[A-Z][a-z]{5,8}, (\d{2}-[A-Z][a-z]{2}-)(\d{2}) (\d{2}:\d{2}:\d{2} GMT)$/;
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** The three forms of RFC 9110 §5.6.7 and nothing else: `Date.parse` alone reads garbage such as `soon 1` as a date. */
function httpDate(text: string): number | null {
  if (IMF_FIXDATE.test(text)) return validTime(text);
  if (ASCTIME.test(text)) return validTime(`${text} GMT`);
  const old = RFC_850.exec(text);
  if (old === null) return null;
  const [, dayAndMonth, year, time] = old;
  return validTime(`${dayAndMonth ?? ''}20${year ?? ''} ${time ?? ''}`.replaceAll('-', ' '));
}

function validTime(text: string): number | null {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
