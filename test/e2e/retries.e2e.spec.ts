import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRetryHeaders } from '@lockstep/messaging';
import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';
import { logLines, records } from '../harness/traces.js';

const DELAY_MS = 400;
let lockstep: Lockstep;
beforeAll(async () => {
  lockstep = await startLockstep();
}, 120_000);
afterAll(() => lockstep.stop(), 60_000);

const status = (code: number, employeeIds: string[], times?: number) => ({
  kind: 'status',
  status: code,
  match: { employeeIds, ...(times === undefined ? {} : { times }) },
});

describe('an employee whose upsert fails', () => {
  it('once, is applied by the first retry: same key, not early, at most a second late', async () => {
    await lockstep.platform.faults(status(500, ['once'], 1));
    await lockstep.sender.deliver(change('once'));
    await eventually(
      () => lockstep.platform.learner('once'),
      (learner) => learner !== null,
    );
    const [first, second] = await lockstep.platform.requests('once');
    expect(second!.idempotencyKey).toBe(first!.idempotencyKey);
    const waitedMs = second!.receivedAt - first!.answeredAt!;
    expect(waitedMs).toBeGreaterThanOrEqual(DELAY_MS);
    expect(waitedMs).toBeLessThan(DELAY_MS + 1_000);
  });

  it('always, is tried four times, each logged, and dead-lettered with its whole history', async () => {
    await lockstep.platform.faults(status(500, ['never']));
    const { events } = await lockstep.sender.deliver(change('never'));
    const eventId = events[0]!.eventId!;
    const dead = await eventually(
      async () => (await records(lockstep, 'learner.upsert.dlt')).find((r) => r.key?.toString() === 'never'),
      (record) => record !== undefined,
    );
    const history = readRetryHeaders(dead!.headers)!.history;
    expect(history.map((entry) => [entry.attempt, entry.status])).toEqual([
      [1, 500],
      [2, 500],
      [3, 500],
      [4, 500],
    ]);
    const requests = await lockstep.platform.requests('never');
    expect(requests).toHaveLength(4);
    requests.slice(1).forEach((request, n) => {
      // From the moment the failure was heard: the sandbox notes the end of its answer when it comes to it.
      const heardAt = history[n]!.at;
      expect(heardAt).toBeGreaterThanOrEqual(requests[n]!.receivedAt);
      expect(request.receivedAt - heardAt).toBeGreaterThanOrEqual(DELAY_MS);
    });
    const logged = logLines(lockstep, 'upserter').filter(
      (line) => line.message === 'upsert.attempted' && line.eventId === eventId,
    );
    expect(logged.map((line) => line.attempt)).toEqual([1, 2, 3, 4]);
  });

  it('is never overwritten by its retry when a newer version has overtaken it', async () => {
    await lockstep.platform.faults(status(503, ['overtaken'], 1));
    await lockstep.sender.deliver(change('overtaken', { department: 'old' }));
    await eventually(
      () => lockstep.platform.requests('overtaken'),
      (requests) => requests.length === 1,
    );
    const sentAt = Date.now();
    await lockstep.sender.deliver(change('overtaken', { department: 'new' }));
    await eventually(
      () => lockstep.platform.learner('overtaken'),
      (learner) => learner?.department === 'new',
    );
    expect(Date.now() - sentAt).toBeLessThan(DELAY_MS);
    const proof = await lockstep.proof();
    expect(proof).toMatchObject({ staleWrites: 0, problems: [] });
    expect(await lockstep.platform.learner('overtaken')).toMatchObject({ department: 'new' });
  });

  it('with a permanent refusal goes to the dead letters at once, with the reason and without a value of the person', async () => {
    await lockstep.platform.faults({ ...status(422, ['refused']), code: 'department_unknown' });
    await lockstep.sender.deliver(change('refused'));
    const dead = await eventually(
      async () => (await records(lockstep, 'learner.upsert.dlt')).find((r) => r.key?.toString() === 'refused'),
      (record) => record !== undefined,
    );
    expect(await lockstep.platform.requests('refused')).toHaveLength(1);
    const reason = dead!.headers['lockstep-reason']!.toString();
    expect(reason).not.toContain('refused@example.com');
    expect(dead!.headers['lockstep-error-code']!.toString()).toMatch(/^LOCKSTEP_LND_/);
  });

  it('after it had been applied without an answer takes effect once', async () => {
    await lockstep.platform.faults({ kind: 'applied_but_timed_out', match: { employeeIds: ['silent'], times: 1 } });
    await lockstep.sender.deliver(change('silent'));
    const proof = await lockstep.proof();
    expect(proof).toMatchObject({ doubled: 0, staleWrites: 0, problems: [] });
    const requests = await lockstep.platform.requests('silent');
    expect(requests.map((request) => request.effect !== null)).toEqual([true, false]);
  });
});

describe('poison', () => {
  it('goes to the dead letters with the reason and blocks nobody', async () => {
    await lockstep.platform.heal();
    const producer = await lockstep.broker.producer();
    const topic = lockstep.topology.topic('employee.events');
    const partition = 3;
    const before = (await records(lockstep, 'learner.upsert.dlt')).length;
    await producer.send([
      { topic, partition, key: Buffer.from('p1'), value: Buffer.from('no avro') },
      { topic, partition, key: Buffer.from('p2'), value: Buffer.from([0, 0, 0, 0, 99, 1, 2, 3]) },
      { topic, partition, key: null, value: Buffer.from([0, 0, 0, 0, 1]) },
      { topic, partition, key: Buffer.from('p3'), value: null },
    ]);
    await producer.close(2_000);
    const dead = await eventually(
      async () => (await records(lockstep, 'learner.upsert.dlt')).slice(before),
      (found) => found.length >= 4,
    );
    expect(dead.every((record) => record.headers['lockstep-reason'] !== undefined)).toBe(true);
    const changes = Array.from({ length: 40 }, (_, n) => change(`after-poison-${n}`));
    await lockstep.sender.deliver(changes);
    expect((await lockstep.proof()).problems).toEqual([]);
  });
});
