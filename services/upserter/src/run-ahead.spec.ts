import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from '@lockstep/platform';
import { RunAhead } from './run-ahead.js';

/** So many requests end within a second, one after the other. */
async function paced(perSecond: number, concurrency = 100): Promise<RunAhead> {
  const clock = createVirtualClock(0);
  const runAhead = new RunAhead(concurrency, clock);
  const stepMs = Math.max(1, 1_000 / perSecond);
  for (let passed = 0; passed < 1_000; passed += stepMs) {
    await clock.advance(stepMs);
    for (let n = 0; n < (perSecond * stepMs) / 1_000; n++) runAhead.finished();
  }
  return runAhead;
}

describe('claims ahead of the requests', () => {
  it('are two rounds before the pace is known', () => {
    expect(new RunAhead(100, createVirtualClock(0)).room(0)).toBe(300);
  });

  it.each([
    [20_000, 600],
    [5_000, 300],
    [1_000, 60],
    [10, 25],
  ])(
    'are 60 ms worth at %d requests a second: %d, but neither a statement’s waste nor a lease’s age',
    async (pace, ahead) => {
      const runAhead = await paced(pace);
      expect(runAhead.room(100)).toBe(ahead);
      expect(runAhead.room(0)).toBe(100 + ahead);
    },
  );

  it('come at once when a third of the lead is left, and not before', async () => {
    const runAhead = await paced(5_000);
    expect(runAhead.room(201)).toBe(0);
    expect(runAhead.room(200)).toBe(200);
  });
});
