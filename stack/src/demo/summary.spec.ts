import { describe, expect, it } from '@jest/globals';
import type { Proof } from '../proof/facts.js';
import { summarise } from './summary.js';

const proof: Proof = {
  events: 3,
  outcomes: { applied: 2, unchanged: 0, superseded: 0, dead_lettered: 1, shadowed: 0, out_of_scope: 0 },
  rejected: 5,
  retries: 4,
  deadLettered: 1,
  learners: 2,
  staleWrites: 0,
  lost: 0,
  doubled: 0,
  unseen: 0,
  problems: [],
};
const expected = { retries: 4, deadLettered: 1, rejected: 5, refused: 3 };

describe('the summary of the demo', () => {
  it('is good when the sums are those of the scenario', () => {
    expect(summarise(proof, expected, 3, 1)).toMatchObject({ ok: true, problems: [] });
  });

  it.each<[string, Partial<Proof>, number]>([
    ['an end too few', { outcomes: { ...proof.outcomes, applied: 1 } }, 3],
    ['a retry too many', { retries: 5 }, 3],
    ['a missing dead letter', { deadLettered: 0 }, 3],
    ['a rejected payload too few', { rejected: 4 }, 3],
    ['a delivery that should have been refused', {}, 2],
    ['a problem of the proof', { problems: ['1 stale writes: e1'] }, 3],
  ])('is bad for %s', (_, change, refused) => {
    expect(summarise({ ...proof, ...change }, expected, refused, 1)).toMatchObject({ ok: false });
  });
});
