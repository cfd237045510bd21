import type { Clock, Rate } from '@lockstep/platform';

/** Lets through `rate.tokens` per `rate.perMs`, at most one period's worth at once. Null: everything. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly rate: Rate | null,
    private readonly clock: Clock,
  ) {
    this.tokens = rate?.tokens ?? 0;
    this.filledAt = clock.now();
  }

  /** Milliseconds until there is one; 0: it has been taken. */
  take(): number {
    if (this.rate === null) return 0;
    const now = this.clock.now();
    const perToken = this.rate.perMs / this.rate.tokens;
    this.tokens = Math.min(this.rate.tokens, this.tokens + Math.max(0, now - this.filledAt) / perToken);
    this.filledAt = now;
    if (this.tokens < 1) return Math.max(1, Math.ceil((1 - this.tokens) * perToken));
    this.tokens -= 1;
    return 0;
  }
}
