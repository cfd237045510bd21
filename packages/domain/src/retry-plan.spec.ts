import { describe, expect, it } from '@jest/globals';
import { maxAttempts, nextDueAt } from './retry-plan.js';

const plan = { delaysMs: [60_000, 60_000, 60_000] };

describe('the retry plan', () => {
  it('makes four attempts in all, 60 s apart', () => {
    expect(maxAttempts(plan)).toBe(4);
    expect([1, 2, 3, 4].map((attempt) => nextDueAt(plan, attempt, 1_000))).toEqual([61_000, 61_000, 61_000, null]);
  });
});
