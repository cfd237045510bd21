import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';

let lockstep: Lockstep;
beforeAll(async () => {
  lockstep = await startLockstep();
  await lockstep.platform.rules({ managerCheck: true });
}, 120_000);
afterAll(() => lockstep.stop(), 60_000);

it('a manager the platform does not know holds nobody up; the reference follows when the manager is there', async () => {
  await lockstep.sender.deliver([change('report', { managerId: 'boss' })]);
  const early = await eventually(
    () => lockstep.platform.learner('report'),
    (learner) => learner !== null,
  );
  expect(early?.managerId ?? null).toBeNull();
  await lockstep.sender.deliver(change('boss'));
  await eventually(
    () => lockstep.platform.learner('report'),
    (learner) => learner?.managerId === 'boss',
    {
      deadlineMs: 20_000,
    },
  );
  const proof = await lockstep.proof();
  expect(proof).toMatchObject({ events: 2, staleWrites: 0, problems: [] });
  expect(proof.outcomes.applied).toBe(2);
});
