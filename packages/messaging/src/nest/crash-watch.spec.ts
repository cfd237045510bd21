import { describe, expect, it } from '@jest/globals';
import type { SubscriptionHealth } from '../broker.js';
import { createVirtualClock } from '@lockstep/platform';
import { watchForCrash } from './crash-watch.js';

const healthOf = (state: SubscriptionHealth['state']): ReadonlyMap<string, SubscriptionHealth> =>
  new Map([['ops.conditions', { state, lastActiveAt: null, assigned: [], unsettled: 0, detail: 'three restarts' }]]);

describe('the watch over the consumers', () => {
  it('says once which consumer crashed', async () => {
    const clock = createVirtualClock();
    const crashes: string[] = [];
    let state: SubscriptionHealth['state'] = 'rebalancing';
    watchForCrash(
      () => healthOf(state),
      clock,
      (error) => crashes.push(`${error.code}: ${error.message}`),
    );
    await clock.advance(10_000);
    expect(crashes).toEqual([]);
    state = 'crashed';
    await clock.advance(10_000);
    expect(crashes).toEqual(['LOCKSTEP_CONSUMER_CRASHED: the consumer of ops.conditions has crashed: three restarts']);
  });

  it('ends when it is stopped', async () => {
    const clock = createVirtualClock();
    const watch = watchForCrash(
      () => healthOf('crashed'),
      clock,
      () => {
        throw new Error('still watching');
      },
    );
    watch.stop();
    await clock.advance(10_000);
    expect(clock.pending()).toEqual([]);
  });
});
