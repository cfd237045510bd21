import { describe, expect, it } from '@jest/globals';
import { RateLimiter } from './rate-limiter.js';

function takenBetween(limiter: RateLimiter, from: number, to: number): number {
  let taken = 0;
  for (let now = from; now < to;) {
    const at = limiter.take(now);
    if (at === null) taken++;
    else now = at;
  }
  return taken;
}

describe('the rate limiter', () => {
  it('allows the rate and at most one second of it at once', () => {
    expect(takenBetween(new RateLimiter({ tokens: 50, perMs: 1000 }), 0, 10_000)).toBe(50 + 499);
  });

  it('spreads a rate per minute instead of spending it in a burst', () => {
    const limiter = new RateLimiter({ tokens: 300, perMs: 60_000 });
    expect(takenBetween(limiter, 0, 1)).toBe(5);
    expect(takenBetween(limiter, 1, 60_000)).toBeLessThanOrEqual(300);
  });

  it('survives a clock that jumps back, and one that jumps ahead', () => {
    const limiter = new RateLimiter({ tokens: 10, perMs: 1000 });
    takenBetween(limiter, 1_000_000, 1_000_001);
    expect(limiter.take(0)).not.toBeNull();
    expect(takenBetween(limiter, 9_000_000, 9_000_001)).toBe(10);
  });

  it('takes no limit as none, and takes back what was not used', () => {
    expect(takenBetween(new RateLimiter(null), 0, 0)).toBe(0);
    const limiter = new RateLimiter({ tokens: 1, perMs: 1000 });
    expect(limiter.take(0)).toBeNull();
    limiter.giveBack();
    expect(limiter.take(0)).toBeNull();
    expect(limiter.take(0)).toBe(1000);
  });
});
