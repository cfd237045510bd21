import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from '@lockstep/platform';
import { DueQueue } from './due-queue.js';

describe('the due queue', () => {
  it('hands each retry over at its own time, never early, whatever came before it', async () => {
    const clock = createVirtualClock(0);
    const handed: [string, number][] = [];
    const queue = new DueQueue<string>(clock, (item) => handed.push([item, clock.now()]));
    queue.add('late', 60_000);
    queue.add('soon', 1_000);
    queue.add('past', -5);
    await clock.advance(59_999);
    expect(handed).toEqual([
      ['past', 0],
      ['soon', 1_000],
    ]);
    await clock.advance(1);
    expect(handed.at(-1)).toEqual(['late', 60_000]);
    expect(queue.size).toBe(0);
  });

  it('waits longer than one timer can', async () => {
    const clock = createVirtualClock(0);
    const handed: number[] = [];
    new DueQueue<string>(clock, () => handed.push(clock.now())).add('far', 2 ** 31 + 5);
    await clock.advance(2 ** 31 + 4);
    expect(handed).toEqual([]);
    await clock.advance(1);
    expect(handed).toEqual([2 ** 31 + 5]);
  });

  it('forgets what is not due when it stops', async () => {
    const clock = createVirtualClock(0);
    const handed: string[] = [];
    const queue = new DueQueue<string>(clock, (item) => handed.push(item));
    queue.add('x', 10);
    queue.stop();
    await clock.advance(20);
    expect(handed).toEqual([]);
  });
});
