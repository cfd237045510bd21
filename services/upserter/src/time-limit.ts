import type { Clock, Timer } from '@lockstep/platform';

/**
 * The same time limit for many requests at once, with one timer for all of them: since all have the same limit, the one
 * that began first is the one whose time is up first.
 */
export class TimeLimit {
  private readonly running = new Map<AbortController, number>();
  private timer: Timer | null = null;

  /** @param limitMs after which a request is aborted, never earlier */
  constructor(
    private readonly limitMs: number,
    private readonly clock: Clock,
  ) {}

  /** Runs a request whose signal is aborted when its time is up. */
  async give<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    this.running.set(abort, this.clock.elapsed() + this.limitMs);
    this.timer ??= this.clock.setTimer(this.limitMs, () => this.look());
    try {
      return await request(abort.signal);
    } finally {
      this.running.delete(abort);
      if (this.running.size === 0) this.stop();
    }
  }

  private look(): void {
    this.timer = null;
    const now = this.clock.elapsed();
    for (const [abort, endsAt] of this.running) {
      if (endsAt > now) {
        this.timer = this.clock.setTimer(endsAt - now, () => this.look());
        return;
      }
      this.running.delete(abort);
      abort.abort();
    }
  }

  private stop(): void {
    this.timer?.cancel();
    this.timer = null;
  }
}
