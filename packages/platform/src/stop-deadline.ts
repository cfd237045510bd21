import type { Clock } from './clock.js';

/** How long a stop may still take. Every part that waits for something at stop asks it, so that all waits together keep the deadline. */
export class StopDeadline {
  private endsAt: number | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly totalMs: number,
  ) {}

  /** The stop begins; idempotent. */
  begin(): void {
    this.endsAt ??= this.clock.now() + this.totalMs;
  }

  get begun(): boolean {
    return this.endsAt !== null;
  }

  /** Milliseconds left, at least 0; the whole deadline before the stop has begun. */
  remainingMs(): number {
    return this.endsAt === null ? this.totalMs : Math.max(0, this.endsAt - this.clock.now());
  }
}
