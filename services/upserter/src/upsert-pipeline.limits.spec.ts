import { describe, expect, it } from '@jest/globals';
import type { UpsertAnswer } from '@lockstep/domain';
import { createMemoryLedger } from '@lockstep/store';
import { createVirtualClock } from '@lockstep/platform';
import { APPLIED, LEASE_MS, pipelineHarness, TIMEOUT_MS } from '../test/pipeline-harness.js';

describe('limits', () => {
  it('keep the number of requests under way', async () => {
    let open = 0;
    let most = 0;
    const answering = async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
      return APPLIED;
    };
    const h = pipelineHarness({ answering, concurrency: 3 });
    for (let n = 0; n < 30; n++) h.add({ employeeId: `e${n}` });
    await h.pass(1_000);
    expect(h.outcomes()).toHaveLength(30);
    expect(most).toBe(3);
  });

  it('keep the rate', async () => {
    const h = pipelineHarness({ rate: { tokens: 5, perMs: 1_000 } });
    for (let n = 0; n < 20; n++) h.add({ employeeId: `e${n}` });
    await h.pass();
    expect(h.calls).toHaveLength(5);
    await h.pass(2_000);
    expect(h.calls).toHaveLength(15);
  });

  it.each([
    ['it claims anew instead', 0],
    ['nor when the wall clock is set back while it waits', 3_600_000],
  ])('starts no request that could outlast its lease: %s', async (_, backMs) => {
    const clock = createVirtualClock(1_000_000);
    const setBack = { ...clock, now: () => clock.now() - (clock.elapsed() > 500 ? backMs : 0) };
    const ledger = createMemoryLedger({ leaseMs: LEASE_MS, now: () => clock.now() });
    const claimedAt = new Map<string, number>();
    const watched = {
      ...ledger,
      claim: (all: Parameters<typeof ledger.claim>[0]) => {
        for (const { employeeId } of all) claimedAt.set(employeeId, clock.now());
        return ledger.claim(all);
      },
    };
    const ages: number[] = [];
    const answering = (call: { employeeId: string }, nth: number): UpsertAnswer | Promise<UpsertAnswer> => {
      ages.push(clock.now() - claimedAt.get(call.employeeId)!);
      return nth === 1 ? new Promise(() => undefined) : APPLIED;
    };
    const h = pipelineHarness({ clock: setBack, ledger: watched, answering, concurrency: 1 });
    h.add({ employeeId: 'slow' });
    h.add({ employeeId: 'behind' });
    await h.pass(TIMEOUT_MS + 1_000);
    expect(h.outcomes().map(({ eventId, outcome }) => [eventId, outcome])).toEqual([
      ['slow-v1', 'failed'],
      ['behind-v1', 'applied'],
    ]);
    expect(Math.max(...ages)).toBeLessThanOrEqual(LEASE_MS - TIMEOUT_MS);
  });

  it('give a request up at the timeout and take it for a failed attempt', async () => {
    const h = pipelineHarness({ answering: () => new Promise(() => undefined) });
    h.add({});
    await h.pass(TIMEOUT_MS);
    expect(h.outcomes()).toEqual([{ eventId: '4711-v1', outcome: 'failed', attempt: 1 }]);
  });
});
