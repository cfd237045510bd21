import { describe, expect, it } from '@jest/globals';
import { LockstepError } from '@lockstep/domain';
import { createMemoryLedger } from '@lockstep/store';
import { createVirtualClock } from '@lockstep/platform';
import { APPLIED, DOWN, LEASE_MS, pipelineHarness } from '../test/pipeline-harness.js';

describe('a record that Kafka will never take', () => {
  const isWhole = (topic: string) => (record: { topic: string; value: Buffer | null }) =>
    record.topic === topic && record.value !== null;

  it('becomes a dead letter without its value, and the next event of the employee goes on', async () => {
    const h = pipelineHarness({
      answering: (_, nth) => (nth === 1 ? DOWN : APPLIED),
      refuse: (record) => isWhole('retry.1')(record) || isWhole('dlt')(record),
    });
    h.add({ version: 1 });
    await h.pass(1_000);
    expect(h.sent[0]).toMatchObject({ topic: 'dlt', value: null, headers: { 'lockstep-trimmed': 'headers,value' } });
    expect(h.outcomes()).toMatchObject([{ eventId: '4711-v1', outcome: 'dead_lettered' }]);
    h.add({ version: 2 });
    await h.pass(1_000);
    expect(h.outcomes().at(-1)).toMatchObject({ eventId: '4711-v2', outcome: 'applied' });
    expect(h.done).toEqual(['4711-v1', '4711-v2']);
    expect(h.persistence.troubleLongerThan(0)).toBeNull();
  });

  it('nowhere and in no form stays uncommitted and makes the service unready; others go on', async () => {
    const h = pipelineHarness({
      answering: (_, nth) => (nth === 1 ? DOWN : APPLIED),
      refuse: (r) => r.topic !== 'outcomes',
    });
    h.add({ employeeId: '1' });
    await h.pass(1_000);
    h.add({ employeeId: '2' });
    await h.pass(1_000);
    expect(h.done).toEqual(['2-v1']);
    expect(h.persistence.troubleLongerThan(15_000)).toBe('dead letter: LOCKSTEP_RECORD_TOO_LARGE');
  });
});

describe('a claim that the database can never hold', () => {
  it('fails its own event only, not those that share the statement', async () => {
    const clock = createVirtualClock(1_000_000);
    const ledger = createMemoryLedger({ leaseMs: LEASE_MS, now: () => clock.now() });
    const refusing = {
      ...ledger,
      claim: (requests: Parameters<typeof ledger.claim>[0]) =>
        requests.some(({ employeeId }) => employeeId === '3')
          ? Promise.reject(
              new LockstepError({
                code: 'LOCKSTEP_DATABASE_VALUE',
                message: 'the database cannot hold a value',
                stage: 'before',
                disposition: 'dead_letter',
                remedy: 'none',
              }),
            )
          : ledger.claim(requests),
    };
    const h = pipelineHarness({ clock, ledger: refusing });
    for (const employeeId of ['1', '2', '3', '4', '5']) h.add({ employeeId });
    await h.pass(1_000);
    expect(h.outcomes().map((o) => [o.eventId, o.outcome])).toEqual(
      expect.arrayContaining([
        ['1-v1', 'applied'],
        ['2-v1', 'applied'],
        ['3-v1', 'dead_lettered'],
        ['4-v1', 'applied'],
        ['5-v1', 'applied'],
      ]),
    );
    expect(h.calls.map(({ employeeId }) => employeeId).sort()).toEqual(['1', '2', '4', '5']);
    expect(h.sent.find(({ topic }) => topic === 'dlt')!.headers).toMatchObject({
      'lockstep-error-code': 'LOCKSTEP_DATABASE_VALUE',
    });
  });
});
