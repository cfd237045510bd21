import type { UpsertAnswer } from '@lockstep/domain';
import { fitReason, readErrorBody } from './platform-reason.js';
import type { ErrorBody } from './platform-reason.js';
import type { RawAnswer } from './raw-answer.js';
import { parseJson, readSuccess } from './recognise-success.js';
import { retryAfter } from './retry-after.js';

/** What was sent, as far as the meaning of its answer depends on it. */
export interface SentUpsert {
  readonly employeeId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * What the generic platform's answer means (DESIGN.md, *The upserter*). Pure.
 * @param now epoch milliseconds, for Retry-After
 */
export function classifyAnswer(answer: RawAnswer, sent: SentUpsert, now: number): UpsertAnswer {
  const { status } = answer;
  // The rule first: what an error says is only looked for where there is one.
  if (isSuccess(answer, sent)) return { kind: 'applied', status };
  const error =
    answer.body.kind === 'text' ? readErrorBody(parseJson(answer.body.text)) : { code: null, message: null };
  const reason = reasonOf(answer, error, sent);
  if (status === 401 || status === 403 || status === 407) return { kind: 'unauthorised', status, reason };
  if (status === 429) return { kind: 'throttled', status, until: retryAfter(answer.headers, now), reason };
  if (status === 503) {
    const until = retryAfter(answer.headers, now);
    if (until !== null) return { kind: 'throttled', status, until, reason };
  }
  if (answer.body.kind === 'lost') return unavailable(status, answer.body.code, answer.body.reason);
  if (status >= 200 && status < 300) return classifySuccess(answer, sent, reason);
  // Followed, a redirect would carry employees to a host nobody configured. It is not the record's fault either, and
  // mostly a login page or a maintenance page in passing: so the breaker's business, not a dead letter's (ADR 0071).
  if (status < 400) return unavailable(status, 'LOCKSTEP_LND_REDIRECTED', reason);
  if (status === 408 || status === 425 || status >= 500) return unavailable(status, 'LOCKSTEP_LND_UNAVAILABLE', reason);
  if (status === 409) return { kind: 'conflict', status, reason };
  if (status === 422 && error.code === 'unknown_manager') return { kind: 'unknown_manager', status, reason };
  return { kind: 'refused', status, code: 'LOCKSTEP_LND_REFUSED', reason };
}

function isSuccess({ status, body }: RawAnswer, { employeeId }: SentUpsert): boolean {
  return status >= 200 && status < 300 && body.kind === 'text' && readSuccess(body.text, employeeId).kind === 'success';
}

function classifySuccess(answer: RawAnswer, sent: SentUpsert, reason: string): UpsertAnswer {
  const { status, body } = answer;
  if (body.kind !== 'text')
    return unavailable(status, 'LOCKSTEP_LND_ANSWER_TOO_LARGE', 'the answer is too long to be read');
  switch (readSuccess(body.text, sent.employeeId).kind) {
    case 'success':
      return { kind: 'applied', status };
    case 'error_body':
      return unavailable(status, 'LOCKSTEP_LND_ERROR_IN_SUCCESS', `an error under a success status: ${reason}`);
    case 'other_employee':
      // Nothing of the body is quoted: it is another person's record.
      return unavailable(status, 'LOCKSTEP_LND_OTHER_EMPLOYEE', 'the answer is about another employee');
    case 'unreadable':
      return unavailable(status, 'LOCKSTEP_LND_ANSWER_UNREADABLE', `${describe(body.text)} instead of JSON`);
  }
}

function unavailable(status: number | null, code: string, reason: string): UpsertAnswer {
  return { kind: 'unavailable', status, code, reason };
}

function reasonOf(answer: RawAnswer, error: ErrorBody, sent: SentUpsert): string {
  const said = [error.code, error.message].filter((part) => part !== null).join(': ');
  if (said !== '') return fitReason(`${answer.status} ${said}`, sent.body);
  // Text of unknown form may hold anything, so only what it looks like is told.
  const body = answer.body.kind === 'text' ? describe(answer.body.text) : 'a body that could not be read';
  return `${answer.status} with ${body}`;
}

function describe(text: string): string {
  const start = text.trimStart();
  if (start === '') return 'an empty body';
  if (start.startsWith('<')) return `an HTML or XML page of ${text.length} characters`;
  if (start.startsWith('{') || start.startsWith('[')) {
    return parseJson(text) === undefined
      ? `cut or broken JSON of ${text.length} characters`
      : `JSON of ${text.length} characters that gives no reason`;
  }
  return `text of ${text.length} characters`;
}
