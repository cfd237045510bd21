import { describe, expect, it } from '@jest/globals';
import type { Proof } from '@lockstep/stack';
import type { Scenario } from './scenario.js';
import type { Aftermath } from './verdict.js';
import { verdictOf } from './verdict.js';

const proof: Proof = {
  events: 3,
  outcomes: { applied: 3, unchanged: 0, superseded: 0, dead_lettered: 0, shadowed: 0, out_of_scope: 0 },
  rejected: 0,
  retries: 0,
  deadLettered: 0,
  learners: 2,
  staleWrites: 0,
  lost: 0,
  doubled: 0,
  unseen: 0,
  problems: [],
};
const scenario: Scenario = { name: 'kafka: gone', group: 'Kafka', run: () => Promise.resolve() };
const good: Aftermath = { deliveries: 3, untaken: [], proof, recoverySeconds: 4, failure: null };
const stale: Aftermath = { ...good, proof: { ...proof, staleWrites: 1, problems: ['1 stale writes: e1'] } };

describe('the verdict on a fault run', () => {
  it('is good when everything held and recovery was in time', () => {
    expect(verdictOf(scenario, good)).toMatchObject({ ok: true, recoverySeconds: 4, problems: [] });
  });

  it.each<[string, Aftermath, RegExp]>([
    ['a problem of the proof', stale, /stale/],
    ['a delivery that was never taken', { ...good, untaken: ['4711: refused'] }, /never taken: 4711/],
    ['a dead letter where no record was at fault', { ...good, proof: { ...proof, deadLettered: 2 } }, /2 dead letters/],
    ['a recovery that took too long', { ...good, recoverySeconds: 32.1 }, /not recovered within 32 s .* after 32.1 s/],
    ['a recovery that never came', { ...good, recoverySeconds: null }, /not recovered/],
    ['a failure of the scenario itself', { ...good, failure: 'the engine is away' }, /engine is away/],
    ['what the scenario itself finds wrong', { ...good, also: ['told twice'] }, /told twice/],
    ['nothing to judge', { ...good, proof: null, recoverySeconds: null, failure: 'no load' }, /no load/],
  ])('is bad for %s', (_, aftermath, problem) => {
    const { ok, problems } = verdictOf(scenario, aftermath);
    expect(ok).toBe(false);
    expect(problems.join('\n')).toMatch(problem);
  });

  it('lets retries that are pending at the heal come, and records be refused where the scenario refuses them', () => {
    const patient = { ...scenario, pendingRetryMs: 60_000, deadLetters: true };
    const aftermath = { ...good, recoverySeconds: 80, proof: { ...proof, deadLettered: 2 } };
    expect(verdictOf(patient, aftermath).ok).toBe(true);
  });

  it('says what is not promised beside the verdict, and excuses nothing else', () => {
    const excused = { ...scenario, notPromised: { stale: 'held on the way' } };
    expect(verdictOf(excused, stale)).toMatchObject({
      ok: true,
      stale: 1,
      notPromised: ['1 stale writes: e1 (not promised: held on the way)'],
    });
    const lost = { ...good, proof: { ...proof, lost: 1, problems: ['1 events without an end: e2'] } };
    expect(verdictOf(excused, lost).ok).toBe(false);
  });
});
