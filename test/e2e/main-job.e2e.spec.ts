import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';

let lockstep: Lockstep;
beforeAll(async () => {
  lockstep = await startLockstep();
}, 120_000);
afterAll(() => lockstep.stop(), 60_000);

describe('from a webhook to the learner', () => {
  it('an employee becomes a learner with the mapped fields, who sent it and to whom', async () => {
    const answer = await lockstep.sender.deliver(change('4711'));
    expect(answer.events).toMatchObject([{ status: 'accepted' }]);
    await eventually(
      () => lockstep.platform.learner('4711'),
      (learner) => learner !== null,
    );
    const [request] = await lockstep.platform.requests('4711');
    expect(request).toMatchObject({
      idempotencyKey: answer.events[0]!.eventId,
      body: {
        employeeId: '4711',
        workEmail: '4711@example.com',
        lastName: 'Novák 4711',
        sent_from: 'lockstep',
        sent_to: `${lockstep.platform.url}/learners/upsert`,
      },
    });
  });

  it('a termination suspends the learner, a rehire brings the same one back', async () => {
    await lockstep.sender.deliver(change('4712'));
    await lockstep.sender.deliver(change('4712', { employmentStatus: 'terminated' }));
    await eventually(
      () => lockstep.platform.learner('4712'),
      (learner) => learner?.active === false,
    );
    await lockstep.sender.deliver(change('4712', { employmentStatus: 'active' }));
    await eventually(
      () => lockstep.platform.learner('4712'),
      (learner) => learner?.active === true,
    );
  });

  it('the same change delivered three times has one effect and one end', async () => {
    const once = change('4713');
    const answers = [];
    for (let n = 0; n < 3; n++) answers.push(await lockstep.sender.deliver(once));
    expect(new Set(answers.map((answer) => answer.events[0]!.eventId)).size).toBe(1);
    const proof = await lockstep.proof();
    expect(proof.problems).toEqual([]);
    expect((await lockstep.platform.requests('4713')).length).toBe(1);
  });

  it('deliveries out of order end at the newest version', async () => {
    const changes = ['A', 'B', 'C'].map((department) => change('4714', { department }));
    for (const late of [changes[2]!, changes[0]!, changes[1]!]) await lockstep.sender.deliver(late);
    await lockstep.proof();
    expect(await lockstep.platform.learner('4714')).toMatchObject({ department: 'C' });
    expect((await lockstep.proof()).staleWrites).toBe(0);
  });

  it('an employee who is not in scope is told to nobody', async () => {
    await lockstep.sender.deliver(change('4715', { employmentStatus: 'prehire' }));
    const proof = await lockstep.proof();
    expect(proof.outcomes.out_of_scope).toBe(1);
    expect(await lockstep.platform.learner('4715')).toBeNull();
  });

  it('500 employees at once are all applied, and the counts add up', async () => {
    const changes = Array.from({ length: 500 }, (_, n) => change(`mass-${n}`));
    await Promise.all(
      Array.from({ length: 10 }, (_, n) => lockstep.sender.deliver(changes.slice(n * 50, n * 50 + 50))),
    );
    const proof = await lockstep.proof();
    expect(proof.problems).toEqual([]);
    expect(Object.values(proof.outcomes).reduce((a, b) => a + b)).toBe(proof.events);
  });
});
