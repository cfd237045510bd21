import { describe, expect, it } from '@jest/globals';
import { concludeAttempt } from './conclude-attempt.js';
import type { UpsertAnswer } from './upsert-answer.js';

const plan = { delaysMs: [60_000, 60_000, 60_000] };
const conclude = (answer: UpsertAnswer, attempt = 1, gateOpen = true) =>
  concludeAttempt(answer, attempt, gateOpen, 1_000, plan);
const unavailable: UpsertAnswer = { kind: 'unavailable', status: 500, code: 'LOCKSTEP_LND_5XX', reason: 'oops' };

describe('the conclusion of an attempt', () => {
  it('retries an unavailable platform 60 s later, three times, then dead-letters', () => {
    expect([1, 2, 3].map((attempt) => conclude(unavailable, attempt))).toMatchObject(
      Array(3).fill({ kind: 'retry', dueAt: 61_000 }),
    );
    expect(conclude(unavailable, 4)).toMatchObject({ kind: 'dead_letter', failure: { code: 'LOCKSTEP_LND_5XX' } });
  });

  it('spends no attempt when the platform itself is at fault', () => {
    expect(conclude(unavailable, 4, false)).toEqual({ kind: 'release' });
    expect(conclude({ kind: 'throttled', status: 429, until: null, reason: '' })).toEqual({ kind: 'release' });
    expect(conclude({ kind: 'unauthorised', status: 401, reason: '' })).toEqual({ kind: 'release' });
  });

  it('dead-letters at once what no retry can mend', () => {
    const refused: UpsertAnswer = { kind: 'refused', status: 422, code: 'LOCKSTEP_LND_REFUSED', reason: 'r' };
    expect(conclude(refused).kind).toBe('dead_letter');
    expect(conclude({ kind: 'conflict', status: 409, reason: 'r' })).toMatchObject({
      failure: { code: 'LOCKSTEP_LND_CONFLICT' },
    });
  });
});
