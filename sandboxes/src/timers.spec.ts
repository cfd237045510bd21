import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Timers } from './timers.js';

describe('what shall happen later', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('happens when its time has come, unless it was cancelled', () => {
    const timers = new Timers();
    const done: string[] = [];
    timers.later(10, () => done.push('first'));
    const cancel = timers.later(10, () => done.push('cancelled'));
    cancel();
    jest.advanceTimersByTime(9);
    expect(done).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(done).toEqual(['first']);
  });

  it('does not happen any more after the end, and keeps no process alive', () => {
    const timers = new Timers();
    const done: string[] = [];
    timers.later(10, () => done.push('late'));
    timers.cancelAll();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(20);
    expect(done).toEqual([]);
  });
});
