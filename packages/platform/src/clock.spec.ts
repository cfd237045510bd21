import { describe, expect, it } from '@jest/globals';
import { systemClock } from './clock.js';

describe("the machine's clock", () => {
  it('never runs a timer early', async () => {
    const early = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const dueAt = systemClock.now() + index;
        return new Promise<boolean>((resolve) => systemClock.setTimer(index, () => resolve(systemClock.now() < dueAt)));
      }),
    );
    expect(early.filter(Boolean)).toEqual([]);
  });

  it('runs timers when they are due though the wall clock has been set back meanwhile', async () => {
    const realNow = Date.now;
    const began = systemClock.elapsed();
    const ran = new Promise<void>((resolve) => systemClock.setTimer(20, resolve));
    Date.now = () => realNow() - 3_600_000;
    try {
      await ran;
      expect(systemClock.elapsed() - began).toBeGreaterThanOrEqual(20);
      expect(systemClock.now()).toBeLessThan(realNow());
    } finally {
      Date.now = realNow;
    }
  });

  it('takes a delay beyond the longest Node timeout, and cancels', () => {
    let ran = false;
    const timer = systemClock.setTimer(40 * 24 * 3_600_000, () => (ran = true));
    timer.cancel();
    expect(ran).toBe(false);
  });
});
