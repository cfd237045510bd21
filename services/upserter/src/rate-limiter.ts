/** How many requests the platform allows; see the setting `LND_RATE_LIMIT`. */
export interface Rate {
  readonly tokens: number;
  readonly perMs: number;
}

/**
 * A token bucket that holds at most one second's worth, so that a rate per minute is spread and not spent in a burst.
 * The caller brings the time (epoch milliseconds).
 */
export class RateLimiter {
  private readonly capacity: number;
  private readonly tokensPerMs: number;
  private tokens: number;
  private refilledAt = Number.NEGATIVE_INFINITY;

  /** @param rate null: no limit */
  constructor(private readonly rate: Rate | null) {
    this.tokensPerMs = rate === null ? 0 : rate.tokens / rate.perMs;
    this.capacity = Math.max(1, Math.ceil(this.tokensPerMs * 1000));
    this.tokens = this.capacity;
  }

  /** Takes a token and returns null, or returns when to ask again, epoch milliseconds. */
  take(now: number): number | null {
    if (this.rate === null) return null;
    this.refill(now);
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return null;
    }
    return now + Math.ceil((1 - this.tokens) / this.tokensPerMs);
  }

  /** Gives a token back that was not used: the record needed no request. */
  giveBack(): void {
    if (this.rate !== null) this.tokens = Math.min(this.capacity, this.tokens + 1);
  }

  private refill(now: number): void {
    // A clock that jumps back adds nothing; one that jumps ahead fills the bucket once.
    if (this.refilledAt !== Number.NEGATIVE_INFINITY && now > this.refilledAt)
      this.tokens = Math.min(this.capacity, this.tokens + (now - this.refilledAt) * this.tokensPerMs);
    this.refilledAt = now;
  }
}
