import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { openRun, startService } from '@lockstep/stack';
import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';

jest.setTimeout(180_000);
let lockstep: Lockstep;
afterEach(() => lockstep.stop());

/** Everything holds, and was recovered in time. */
async function expectProven(deadlineMs = 40_000): Promise<void> {
  const proof = await lockstep.proof(deadlineMs);
  expect(proof.problems).toEqual([]);
  expect(Object.values(proof.outcomes).reduce((a, b) => a + b)).toBe(proof.events);
}

/** Waits for the process to die at its fail point and starts it without one. */
async function reviveAfterDeath(name: 'ingest' | 'upserter'): Promise<void> {
  const service = lockstep.product.services[name]!;
  await eventually(
    () => service.isRunning(),
    (running) => !running,
    { deadlineMs: 30_000 },
  );
  await service.restart({ FAIL_POINTS: '' });
}

describe('kill -9 of the upserter', () => {
  it.each(['received', 'claimed', 'posted', 'settled', 'retry_published', 'outcome_published'])(
    'at the point %s loses nothing, doubles nothing and overwrites nothing',
    async (point) => {
      lockstep = await startLockstep({ envOf: { upserter: { FAIL_POINTS: `upserter.${point}=kill@5` } } });
      await lockstep.platform.faults({ kind: 'status', status: 500, match: { share: 0.3, times: 1 } });
      const employees = Array.from({ length: 30 }, (_, n) => `e${n}`);
      await lockstep.sender.deliver(employees.map((id) => change(id, { department: 'first' })));
      await lockstep.sender.deliver(employees.slice(0, 10).map((id) => change(id, { department: 'second' })));
      await reviveAfterDeath('upserter');
      await expectProven();
      for (const id of employees.slice(0, 10))
        expect(await lockstep.platform.learner(id)).toMatchObject({ department: 'second' });
    },
  );
});

describe('kill -9 of the upserter while the platform is slow', () => {
  it('loses nothing, although offsets have been committed meanwhile', async () => {
    lockstep = await startLockstep({ envOf: { upserter: { FAIL_POINTS: 'upserter.posted=kill@5' } } });
    // Longer than the second between two commits: whoever is done with a record too early has committed it by then.
    await lockstep.platform.faults({ kind: 'latency', ms: 1_600 });
    await lockstep.sender.deliver(Array.from({ length: 30 }, (_, n) => change(`e${n}`)));
    await reviveAfterDeath('upserter');
    await lockstep.platform.heal();
    await expectProven();
    expect((await lockstep.proof()).learners).toBe(30);
  });
});

describe('kill -9 of ingest', () => {
  it.each(['accepted', 'published'])('at the point %s loses nothing that was answered 202', async (point) => {
    lockstep = await startLockstep({ envOf: { ingest: { FAIL_POINTS: `ingest.${point}=kill@8` } } });
    const sending = Promise.all(
      Array.from({ length: 20 }, (_, n) => lockstep.sender.deliverUntilTaken(change(`e${n}`))),
    );
    await reviveAfterDeath('ingest');
    await sending;
    await expectProven();
    expect((await lockstep.proof()).learners).toBe(20);
  });
});

describe('two upserters', () => {
  it('and a rebalance in the middle of retries keep one end, one effect and the order', async () => {
    lockstep = await startLockstep();
    await lockstep.platform.faults({ kind: 'status', status: 500, match: { share: 0.5, times: 2 } });
    const { product } = lockstep;
    const employees = Array.from({ length: 60 }, (_, n) => `e${n}`);
    const versions = ['1', '2', '3', '4'];
    const run = openRun(join(product.logsDir, 'runs'));
    const second = { env: product.env, logsDir: product.logsDir, run, instance: 'upserter-2' };
    await lockstep.sender.deliver(employees.map((id) => change(id, { department: versions[0] })));
    const joined = await startService('upserter', second);
    await lockstep.sender.deliver(employees.map((id) => change(id, { department: versions[1] })));
    await lockstep.sender.deliver(employees.map((id) => change(id, { department: versions[2] })));
    await joined.stop();
    run.close();
    await lockstep.sender.deliver(employees.map((id) => change(id, { department: versions[3] })));
    await expectProven(60_000);
    for (const id of employees) expect(await lockstep.platform.learner(id)).toMatchObject({ department: versions[3] });
  });
});

describe('SIGTERM of the upserter', () => {
  it('finishes or hands back what is in flight and ends within its deadline', async () => {
    lockstep = await startLockstep();
    await lockstep.platform.faults({ kind: 'latency', ms: 300 });
    await lockstep.sender.deliver(Array.from({ length: 200 }, (_, n) => change(`e${n}`)));
    await eventually(
      () => lockstep.platform.requests(),
      (requests) => requests.length > 0,
    );
    const startedAt = Date.now();
    await lockstep.product.services.upserter!.stop();
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    await lockstep.product.services.upserter!.start();
    await expectProven();
    const proof = await lockstep.proof();
    expect(proof).toMatchObject({ doubled: 0, learners: 200 });
  });
});
