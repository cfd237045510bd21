import type { Clock, Timer } from '@lockstep/platform';
import type { PartitionFeed } from '../partition/partition-feed.js';

export interface LowWaterCommitsOptions {
  readonly everyMs: number;
  readonly clock: Clock;
  /** The partitions assigned now. */
  readonly feeds: () => ReadonlyMap<number, PartitionFeed>;
  readonly commit: (marks: ReadonlyMap<number, bigint>) => Promise<void>;
  /** A commit that did not go through; the next one carries its marks. */
  readonly onFailed: (thrown: unknown) => void;
}

/** Commits the low-water marks that have moved: at its interval, and whenever asked. */
export class LowWaterCommits {
  private committed = new Map<number, bigint>();
  private timer: Timer | null = null;
  private underWay: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(private readonly options: LowWaterCommitsOptions) {}

  start(): void {
    if (this.ended) return;
    this.timer = this.options.clock.setTimer(this.options.everyMs, () => {
      this.underWay = this.commit().finally(() => this.start());
    });
  }

  /** A new assignment: what the old one had committed says nothing. */
  reset(): void {
    this.committed = new Map();
  }

  end(): void {
    this.ended = true;
    this.timer?.cancel();
  }

  /** After the one under way, so that an older mark never lands last. */
  async last(): Promise<void> {
    await this.underWay;
    await this.commit();
  }

  /** Sends at once: what the marks are is read before anything is awaited. */
  async commit(): Promise<void> {
    const marks = new Map<number, bigint>();
    for (const [partition, { lowWater }] of this.options.feeds())
      if (lowWater !== null && lowWater !== this.committed.get(partition)) marks.set(partition, lowWater);
    if (marks.size === 0) return;
    const committed = this.committed;
    try {
      await this.options.commit(marks);
      for (const [partition, mark] of marks) committed.set(partition, mark);
    } catch (thrown) {
      this.options.onFailed(thrown);
    }
  }
}
