import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';

let lockstep: Lockstep;
beforeAll(async () => {
  lockstep = await startLockstep({ env: { SYNC_MODE: 'shadow' } });
}, 120_000);
afterAll(() => lockstep.stop(), 60_000);

it('in shadow mode everything is recorded and nothing is sent', async () => {
  await lockstep.sender.deliver([change('4711'), change('4712'), change('4713', { employmentStatus: 'prehire' })]);
  const proof = await lockstep.proof();
  expect(proof).toMatchObject({ events: 3, learners: 0, problems: [] });
  expect(proof.outcomes).toMatchObject({ shadowed: 2, out_of_scope: 1, applied: 0 });
  expect(await lockstep.platform.requests()).toEqual([]);
});
