import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from './virtual-clock.js';

describe('the virtual clock', () => {
  it('runs due timers in order, each at its own time', async () => {
    const clock = createVirtualClock(1_000);
    const seen: [string, number][] = [];
    clock.setTimer(20, () => seen.push(['b', clock.now()]));
    clock.setTimer(10, () => seen.push(['a', clock.now()]));
    clock.setTimer(20, () => seen.push(['c', clock.now()]));
    clock.setTimer(31, () => seen.push(['late', clock.now()]));
    await clock.advance(30);
    expect(seen).toEqual([
      ['a', 1_010],
      ['b', 1_020],
      ['c', 1_020],
    ]);
    expect(clock.now()).toBe(1_030);
    expect(clock.pending()).toEqual([1_031]);
  });

  it('runs timers that timers and promises set on the way', async () => {
    const clock = createVirtualClock(0);
    const seen: number[] = [];
    const tick = async (): Promise<void> => {
      seen.push(clock.now());
      await Promise.resolve().then(() => undefined);
      if (seen.length < 4) clock.setTimer(10, () => void tick());
    };
    clock.setTimer(10, () => void tick());
    await clock.advance(100);
    expect(seen).toEqual([10, 20, 30, 40]);
  });

  it('does not run what was cancelled', async () => {
    const clock = createVirtualClock(0);
    let ran = false;
    const timer = clock.setTimer(5, () => (ran = true));
    timer.cancel();
    timer.cancel();
    await clock.advance(10);
    expect(ran).toBe(false);
  });
});
