import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createTopicCodec } from '@lockstep/messaging';
import { createPool, createPostgresConditionBoard } from '@lockstep/store';
import { eventually } from '../harness/eventually.js';
import { HookReceiver } from '../harness/hook-receiver.js';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';
import { records } from '../harness/traces.js';

jest.setTimeout(120_000);
let lockstep: Lockstep;
let hook: HookReceiver;

beforeAll(async () => {
  hook = await HookReceiver.listen();
  lockstep = await startLockstep({
    env: { OPS_WEBHOOK_URL: hook.url, ALLOW_PRIVATE_HOOKS: 'true', THROTTLE_DEFAULT: '1s' },
  });
}, 120_000);
afterAll(async () => {
  await lockstep.stop();
  await hook.close();
});
beforeEach(() => hook.forget());

async function conditions(): Promise<readonly string[]> {
  const codec = createTopicCodec('ops.conditions', lockstep.topology, lockstep.registry);
  const found = await records(lockstep, 'ops.conditions');
  const values = await Promise.all(found.map((record) => codec.decode(record.value)));
  return values.map((condition) => `${condition.kind} ${condition.state}`);
}

describe('an outage of the platform', () => {
  it('burns no retry, is told once, and everything is applied when it ends', async () => {
    await lockstep.platform.faults({ kind: 'status', status: 503 });
    for (let n = 0; n < 40; n++) await lockstep.sender.deliver(change(`outage-${n}`));
    await eventually(conditions, (all) => all.includes('upserter_paused raised'));
    await eventually(
      () => hook.messages,
      (messages) => messages.some((text) => text.includes('LOCKSTEP_LND_OUTAGE')),
    );
    await lockstep.platform.heal();
    const healedAt = Date.now();
    const proof = await lockstep.proof();
    expect(Date.now() - healedAt).toBeLessThan(30_000);
    expect(proof).toMatchObject({ deadLettered: 0, problems: [] });
    expect(proof.retries).toBeLessThan(5);
    await eventually(conditions, (all) => all.includes('upserter_paused cleared'), { deadlineMs: 30_000 });
    expect((await conditions()).filter((one) => one === 'upserter_paused raised')).toHaveLength(1);
    expect(hook.messages.filter((text) => text.includes('LOCKSTEP_LND_OUTAGE'))).toHaveLength(1);
  });

  it.each([
    ['in seconds', { retryAfterSeconds: 3 }],
    ['as a date', { retryAfterDateInSeconds: 3 }],
  ])('that says 429 with Retry-After %s is waited for, without spending an attempt', async (name, retryAfter) => {
    const id = `throttled-${name.replaceAll(' ', '-')}`;
    await lockstep.platform.faults({
      kind: 'status',
      status: 429,
      ...retryAfter,
      match: { employeeIds: [id], times: 1 },
    });
    await lockstep.sender.deliver(change(id));
    const [first, second] = await eventually(
      () => lockstep.platform.requests(id),
      (all) => all.length === 2,
    );
    // A date has whole seconds, so up to one of them is lost on the way.
    expect(second!.receivedAt - first!.answeredAt!).toBeGreaterThanOrEqual(2_000);
    expect(second!.receivedAt - first!.answeredAt!).toBeLessThan(4_500);
    const proof = await lockstep.proof();
    expect(proof).toMatchObject({ deadLettered: 0, problems: [] });
  });
});

describe('an employee whose retries are used up', () => {
  it('is one message to the ops channel, with the employee ID and no other value of the person', async () => {
    await lockstep.platform.faults({ kind: 'status', status: 500, match: { employeeIds: ['lost-cause'] } });
    await lockstep.sender.deliver(change('lost-cause'));
    await eventually(
      () => hook.messages,
      (messages) => messages.some((text) => text.includes('lost-cause')),
    );
    await lockstep.proof();
    await lockstep.product.services.notifier!.restart();
    await lockstep.sender.deliver(change('somebody-else', { workEmail: 'no e-mail' }));
    await eventually(
      () => hook.messages,
      (messages) => messages.some((text) => text.includes('somebody-else')),
    );
    const about = hook.messages.filter((text) => text.includes('lost-cause'));
    expect(about).toHaveLength(1);
    for (const text of hook.messages) expect(text).not.toMatch(/@example\.com|Novák|no e-mail/);
  });
});

/** What `lockstep upserter resume` does. */
async function resume(): Promise<void> {
  const pool = createPool({ databaseUrl: lockstep.database, applicationName: 'lockstep-test', max: 1 });
  expect(await createPostgresConditionBoard(pool).requestResume('upserter_halted', Date.now())).toBe(true);
  await pool.close();
}

describe('refused credentials', () => {
  it('halt the upserter until a person resumes it; nothing is lost or dead-lettered', async () => {
    const before = (await lockstep.proof()).deadLettered;
    await lockstep.platform.faults({ kind: 'status', status: 401 });
    await lockstep.sender.deliver(change('halted'));
    await eventually(conditions, (all) => all.includes('upserter_halted raised'));
    await lockstep.platform.heal();
    expect(await lockstep.platform.requests('halted')).toHaveLength(1);
    await resume();
    await eventually(
      () => lockstep.platform.learner('halted'),
      (learner) => learner !== null,
    );
    expect(await lockstep.proof()).toMatchObject({ deadLettered: before, problems: [] });
  });
});
