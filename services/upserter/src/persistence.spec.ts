import { describe, expect, it } from '@jest/globals';
import { LockstepError, type Disposition } from '@lockstep/domain';
import { createVirtualClock, silentLogger } from '@lockstep/platform';
import { Persistence } from './persistence.js';

const errorOf = (disposition: Disposition): LockstepError =>
  new LockstepError({ code: 'LOCKSTEP_TEST', message: 'no', stage: 'after', disposition, remedy: 'none' });

function given() {
  const clock = createVirtualClock(0);
  const persistence = new Persistence(clock, silentLogger);
  const ended: unknown[] = [];
  return {
    clock,
    persistence,
    ended,
    start(fail: () => Error) {
      const action = () => Promise.reject(fail());
      persistence.untilDone('publish', action).then(
        () => ended.push('done'),
        (error: unknown) => ended.push((error as LockstepError).code),
      );
    },
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 500) await clock.advance(500);
    },
  };
}

describe('what the upserter cannot do without', () => {
  it.each(['pause', 'halt', 'retry'] as const)('is tried again for as long as it is away (%s)', async (disposition) => {
    const { start, pass, ended, persistence } = given();
    start(() => errorOf(disposition));
    await pass(600_000);
    expect(ended).toEqual([]);
    expect(persistence.troubleLongerThan(15_000)).toBe('publish: LOCKSTEP_TEST');
  });

  it.each(['dead_letter', 'reject'] as const)(
    'is not tried again when no waiting cures it (%s)',
    async (disposition) => {
      const { start, pass, ended, persistence } = given();
      let tries = 0;
      start(() => {
        tries += 1;
        return errorOf(disposition);
      });
      await pass(500);
      expect([ended, tries]).toEqual([['LOCKSTEP_TEST'], 1]);
      // One record's fault is no trouble of the stores.
      expect(persistence.troubleLongerThan(0)).toBeNull();
    },
  );

  it('is waited for also when the error is one that nobody foresaw: an outage must not become dead letters', async () => {
    const { start, pass, ended, persistence } = given();
    start(() => new TypeError('fetch failed'));
    await pass(600_000);
    expect(ended).toEqual([]);
    expect(persistence.troubleLongerThan(15_000)).toBe('publish: LOCKSTEP_UNEXPECTED');
  });

  it('that has failed for good keeps the service unready and names its code', async () => {
    const { persistence, pass } = given();
    persistence.failForGood('dead letter', errorOf('dead_letter'));
    await persistence.untilDone('publish', () => Promise.resolve());
    await pass(60_000);
    expect(persistence.troubleLongerThan(15_000)).toBe('dead letter: LOCKSTEP_TEST');
  });
});
