import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from '@lockstep/platform';
import { TimeLimit } from './time-limit.js';

describe('the time limit of requests', () => {
  it('ends each at its own time, one timer for all of them, and leaves none behind', async () => {
    const clock = createVirtualClock(0);
    const limit = new TimeLimit(1_000, clock);
    const aborted: [number, number][] = [];
    const hanging = (n: number) =>
      limit.give(
        (signal) =>
          new Promise<void>((resolve) =>
            signal.addEventListener('abort', () => {
              aborted.push([n, clock.now()]);
              resolve();
            }),
          ),
      );
    const requests = [hanging(1)];
    await clock.advance(400);
    requests.push(
      hanging(2),
      limit.give(() => Promise.resolve()),
    );
    await clock.advance(100);
    requests.push(hanging(3));
    expect(clock.pending()).toHaveLength(1);
    await clock.advance(899);
    expect(aborted).toEqual([[1, 1_000]]);
    await clock.advance(101);
    await Promise.all(requests);
    expect(aborted).toEqual([
      [1, 1_000],
      [2, 1_400],
      [3, 1_500],
    ]);
    expect(clock.pending()).toEqual([]);
  });

  it('passes on how a request ended, also by throwing', async () => {
    const clock = createVirtualClock(0);
    const limit = new TimeLimit(1_000, clock);
    await expect(limit.give(() => Promise.resolve(7))).resolves.toBe(7);
    await expect(limit.give(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(clock.pending()).toEqual([]);
  });
});
