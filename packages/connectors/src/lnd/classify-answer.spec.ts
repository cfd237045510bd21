import { describe, expect, it } from '@jest/globals';
import type { UpsertAnswer } from '@lockstep/domain';
import fc from 'fast-check';
import { classifyAnswer } from './classify-answer.js';
import { classifyFailure, failureAsAnswer } from './classify-failure.js';
import type { AnswerHeaders, RawAnswer } from './raw-answer.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const sent = {
  employeeId: '4711',
  body: { employeeId: '4711', firstName: 'Ana', lastName: 'Novák', workEmail: 'ana.novak@example.com', active: true },
};
const answered = (status: number, text = '', headers: AnswerHeaders = {}): RawAnswer => ({
  status,
  headers,
  body: { kind: 'text', text },
});
const meaning = (status: number, text?: string, headers?: AnswerHeaders): UpsertAnswer =>
  classifyAnswer(answered(status, text, headers), sent, NOW);
const error = (code: string, message = 'no') => JSON.stringify({ error: { code, message } });
const failed = (code: string) => failureAsAnswer(Object.assign(new Error('x'), { code }));
const unavailable = (status: number | null, code: string) => ({ kind: 'unavailable', status, code });

/** The 25 behaviours of a learning platform that the fault matrix names, and a few like them. */
const BEHAVIOURS: readonly (readonly [string, () => UpsertAnswer, Partial<Record<string, unknown>>])[] = [
  ['429 with seconds', () => meaning(429, '', { 'retry-after': '30' }), { kind: 'throttled', until: NOW + 30_000 }],
  [
    '429 with a date',
    () => meaning(429, '', { 'retry-after': 'Sun, 01 Mar 2026 12:02:00 GMT' }),
    { kind: 'throttled', until: NOW + 120_000 },
  ],
  ['429 without Retry-After', () => meaning(429), { kind: 'throttled', until: null }],
  ['500', () => meaning(500, 'oops'), unavailable(500, 'LOCKSTEP_LND_UNAVAILABLE')],
  ['502', () => meaning(502, '<html>'), unavailable(502, 'LOCKSTEP_LND_UNAVAILABLE')],
  ['503 without Retry-After', () => meaning(503), unavailable(503, 'LOCKSTEP_LND_UNAVAILABLE')],
  ['503 with Retry-After', () => meaning(503, '', { 'retry-after': '5' }), { kind: 'throttled', until: NOW + 5_000 }],
  ['503 with garbage', () => meaning(503, '', { 'retry-after': 'soon' }), unavailable(503, 'LOCKSTEP_LND_UNAVAILABLE')],
  ['504', () => meaning(504), unavailable(504, 'LOCKSTEP_LND_UNAVAILABLE')],
  ['408', () => meaning(408), unavailable(408, 'LOCKSTEP_LND_UNAVAILABLE')],
  ['425', () => meaning(425), unavailable(425, 'LOCKSTEP_LND_UNAVAILABLE')],
  ['400', () => meaning(400, error('bad')), { kind: 'refused', status: 400, code: 'LOCKSTEP_LND_REFUSED' }],
  ['401', () => meaning(401), { kind: 'unauthorised', status: 401 }],
  ['403', () => meaning(403), { kind: 'unauthorised', status: 403 }],
  ['407 of a proxy', () => meaning(407), { kind: 'unauthorised', status: 407 }],
  ['404', () => meaning(404), { kind: 'refused', status: 404 }],
  ['409', () => meaning(409, error('email_taken')), { kind: 'conflict', status: 409 }],
  ['422', () => meaning(422, error('invalid')), { kind: 'refused', status: 422 }],
  ['422 unknown manager', () => meaning(422, error('unknown_manager')), { kind: 'unknown_manager', status: 422 }],
  ['400 unknown manager', () => meaning(400, error('unknown_manager')), { kind: 'refused', status: 400 }],
  ['a timeout', () => failed('UND_ERR_HEADERS_TIMEOUT'), unavailable(null, 'LOCKSTEP_LND_TIMEOUT')],
  [
    'a slow drip that outlasts the time limit',
    () =>
      classifyAnswer(
        { ...answered(200), body: { kind: 'lost', ...classifyFailure(new DOMException('', 'AbortError')) } },
        sent,
        NOW,
      ),
    unavailable(200, 'LOCKSTEP_LND_TIMEOUT'),
  ],
  ['a half-open connection', () => failed('UND_ERR_BODY_TIMEOUT'), unavailable(null, 'LOCKSTEP_LND_TIMEOUT')],
  ['a reset in connect', () => failed('ECONNRESET'), unavailable(null, 'LOCKSTEP_LND_CONNECTION_LOST')],
  [
    'a reset in the body',
    () =>
      classifyAnswer(
        { ...answered(200), body: { kind: 'lost', code: 'LOCKSTEP_LND_CONNECTION_LOST', reason: '' } },
        sent,
        NOW,
      ),
    unavailable(200, 'LOCKSTEP_LND_CONNECTION_LOST'),
  ],
  ['no such name', () => failed('ENOTFOUND'), unavailable(null, 'LOCKSTEP_LND_UNREACHABLE')],
  ['nobody listening', () => failed('ECONNREFUSED'), unavailable(null, 'LOCKSTEP_LND_UNREACHABLE')],
  ['an expired certificate', () => failed('CERT_HAS_EXPIRED'), unavailable(null, 'LOCKSTEP_LND_TLS')],
  [
    'something that is not HTTP',
    () => failed('HPE_INVALID_CONSTANT'),
    unavailable(null, 'LOCKSTEP_LND_ANSWER_UNREADABLE'),
  ],
  [
    '302 to an address inside',
    () => meaning(302, '', { location: 'http://169.254.169.254/' }),
    unavailable(302, 'LOCKSTEP_LND_REDIRECTED'),
  ],
  ['200 with an error body', () => meaning(200, error('busy')), unavailable(200, 'LOCKSTEP_LND_ERROR_IN_SUCCESS')],
  [
    '200 with success false',
    () => meaning(200, '{"success":false}'),
    unavailable(200, 'LOCKSTEP_LND_ERROR_IN_SUCCESS'),
  ],
  ['200 HTML', () => meaning(200, '<!doctype html>'), unavailable(200, 'LOCKSTEP_LND_ANSWER_UNREADABLE')],
  ['200 cut JSON', () => meaning(200, '{"employeeId":"47'), unavailable(200, 'LOCKSTEP_LND_ANSWER_UNREADABLE')],
  ['200 with a list', () => meaning(200, '[]'), unavailable(200, 'LOCKSTEP_LND_ANSWER_UNREADABLE')],
  [
    '200 with another employee’s record',
    () => meaning(200, '{"employeeId":"4712","firstName":"Eve"}'),
    unavailable(200, 'LOCKSTEP_LND_OTHER_EMPLOYEE'),
  ],
  [
    '200 with another employee’s record inside',
    () => meaning(200, '{"learner":{"employeeId":"4712"}}'),
    unavailable(200, 'LOCKSTEP_LND_OTHER_EMPLOYEE'),
  ],
  ['200 with the record', () => meaning(200, '{"employeeId":"4711"}'), { kind: 'applied', status: 200 }],
  ['201 with no error', () => meaning(201, '{"result":"created","error":null}'), { kind: 'applied', status: 201 }],
  ['204', () => meaning(204), { kind: 'applied', status: 204 }],
];

describe('what a platform’s answer means', () => {
  it.each(BEHAVIOURS)('%s', (_name, answer, expected) => {
    expect(answer()).toMatchObject(expected);
  });

  it('takes a status for what it is even when the body is lost', () => {
    const lost = { kind: 'lost', code: 'LOCKSTEP_LND_CONNECTION_LOST', reason: '' } as const;
    const kinds = [401, 429, 422, 409].map(
      (status) => classifyAnswer({ status, headers: {}, body: lost }, sent, NOW).kind,
    );
    expect(kinds).toEqual(['unauthorised', 'throttled', 'unavailable', 'unavailable']);
  });

  it('gives the platform’s reason without the person in it', () => {
    const said = 'ANA.NOVAK@example.com is taken by eve@example.org\u001b[31m\n(Nov\\u00e1k, ana.novak%40example.com)';
    const answer = meaning(409, error('email_taken', said));
    expect(answer).toMatchObject({
      reason: '409 email_taken: ‹workEmail› is taken by ‹email› [31m (‹lastName›, ‹workEmail›)',
    });
  });

  it('masks what is quoted in part or in a form that nobody foresaw', () => {
    const lastName = 'O\'Novák-"Ñ"';
    const body = { ...sent.body, lastName, jobTitle: 'Head of Quality', sent_from: 'https://sync.test' };
    const reasonFor = (message: string) => {
      const answer = classifyAnswer(answered(422, error('bad', message)), { ...sent, body }, NOW);
      return 'reason' in answer ? answer.reason : '';
    };
    const twice = JSON.stringify(JSON.stringify(body));
    expect(reasonFor(twice)).not.toMatch(/Nov|Quality|novak/i);
    expect(reasonFor('the login novak.a and the Quality team')).toBe(
      '422 bad: the login ‹workEmail›.a and the ‹jobTitle› team',
    );
    expect(reasonFor('a novakian; https sync; employee 4711')).toBe('422 bad: a novakian; https sync; employee 4711');
  });

  it('quotes nothing of a body it cannot read', () => {
    expect(meaning(400, 'Jana Cizí is not allowed')).toMatchObject({ reason: '400 with text of 24 characters' });
    expect(meaning(200, '{"employeeId":"4712","firstName":"Eve"}')).not.toMatchObject({
      reason: expect.stringContaining('Eve'),
    });
  });

  it('cuts a reason at 300 characters', () => {
    const answer = meaning(400, error('bad', '🙂'.repeat(400)));
    if (answer.kind !== 'refused') throw new Error('should be refused');
    expect(answer.reason.length).toBeLessThanOrEqual(300);
    expect(answer.reason).not.toMatch(/\p{Surrogate}/u);
  });

  it('is total, and a success only for a 2xx', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        fc.oneof(fc.json(), fc.string()),
        fc.string(),
        (status, text, after) => {
          const answer = classifyAnswer(answered(status, text, { 'retry-after': after }), sent, NOW);
          if (answer.kind === 'applied') expect(status).toBeLessThan(300);
          else expect(answer.reason.length).toBeLessThanOrEqual(400);
        },
      ),
    ));
});
