import type { Clock } from '@lockstep/platform';

/**
 * Keeps retries until they are due and hands each over at its own time: never early, and whatever stands before it on
 * its partition. It holds at most what the subscription hands over unsettled; the rest waits on Kafka.
 */
export class DueQueue<T> {
  private readonly timers = new Set<{ cancel(): void }>();

  constructor(
    private readonly clock: Clock,
    private readonly handOver: (item: T) => void,
  ) {}

  /** @param dueAt epoch milliseconds; in the past means now */
  add(item: T, dueAt: number): void {
    const delayMs = dueAt - this.clock.now();
    if (delayMs <= 0) return this.handOver(item);
    const timer = this.clock.setTimer(Math.min(delayMs, LONGEST_TIMER_MS), () => {
      this.timers.delete(timer);
      // Timers may fire a little early, and the longest one is only a part of the way.
      this.add(item, dueAt);
    });
    this.timers.add(timer);
  }

  get size(): number {
    return this.timers.size;
  }

  /** Forgets what is not due; its records stay uncommitted and are delivered again. */
  stop(): void {
    for (const timer of this.timers) timer.cancel();
    this.timers.clear();
  }
}

/** Node's timers overflow beyond 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
