import type { Clock, Timer } from '@lockstep/platform';
import type { SubscribeOptions, Subscription, SubscriptionHealth } from '../broker.js';
import { PartitionFeed } from '../partition/partition-feed.js';
import type { GroupMember, MemoryGroup } from './memory-group.js';
import type { MemoryLog } from './memory-log.js';

const FETCH_RECORDS = 500;

/** The twin of a Kafka consumer: the same feed and the same promises, without a network. */
export class MemorySubscription implements Subscription, GroupMember {
  private feeds = new Map<number, PartitionFeed>();
  private readonly full = new Set<number>();
  private state: SubscriptionHealth['state'] = 'starting';
  private detail: string | null = null;
  private paused = false;
  private stopping = false;
  private commitTimer: Timer | null = null;
  private onSettled: () => void = () => undefined;
  private readonly forgetLog: () => void;

  constructor(
    private readonly options: SubscribeOptions,
    private readonly log: MemoryLog,
    private readonly group: MemoryGroup,
    private readonly clock: Clock,
  ) {
    this.forgetLog = log.onChange(() => this.fetch());
  }

  start(): void {
    this.group.join(this);
    this.scheduleCommit();
  }

  pause(): void {
    this.paused = true;
    for (const feed of this.feeds.values()) feed.pause();
  }

  resume(): void {
    this.paused = false;
    for (const feed of this.feeds.values()) feed.resume();
    this.fetch();
  }

  health(): SubscriptionHealth {
    const assigned = [...this.feeds.keys()];
    return {
      state: this.state,
      lastActiveAt: this.clock.now(),
      assigned,
      unsettled: this.open(),
      detail: this.detail,
    };
  }

  async lag(): Promise<bigint> {
    let lag = 0n;
    for (const partition of this.feeds.keys()) {
      const { start, end } = this.log.range(this.options.topic, partition);
      lag += end - (this.group.committed.get(partition) ?? start);
    }
    return lag;
  }

  async stop(deadlineMs: number): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    for (const feed of this.feeds.values()) feed.end();
    let timer: Timer | undefined;
    const expired = new Promise<void>((resolve) => {
      timer = this.clock.setTimer(deadlineMs, resolve);
    });
    await Promise.race([this.allDone(), expired]);
    timer?.cancel();
    this.end();
    if (this.state !== 'crashed') this.state = 'stopped';
  }

  /** What `kill -9` does: nothing more is committed, the group hears of it at once. */
  kill(): void {
    this.drop();
    this.end();
    this.state = 'stopped';
  }

  revoke(): void {
    this.commit();
    this.drop();
  }

  assign(partitions: readonly number[]): void {
    const { topic, onAssigned } = this.options;
    for (const partition of partitions) {
      const start = this.group.committed.get(partition) ?? this.log.range(topic, partition).start;
      this.feeds.set(partition, this.feedOf(partition, start));
    }
    if (this.paused) this.pause();
    if (this.state !== 'crashed') this.state = 'running';
    this.guard(() => onAssigned?.(partitions.map((partition) => ({ partition }))));
    this.fetch();
  }

  private feedOf(partition: number, start: bigint): PartitionFeed {
    this.full.delete(partition);
    return new PartitionFeed(
      {
        maxUnsettled: this.options.maxUnsettled ?? 2_000,
        ...(this.options.maxOpen === undefined ? {} : { maxOpen: this.options.maxOpen }),
        onBatch: this.options.onBatch,
        onFull: () => this.full.add(partition),
        onRoom: () => {
          this.full.delete(partition);
          this.fetch();
        },
        onSettled: () => this.onSettled(),
        onCrash: (thrown) => this.crash(thrown),
      },
      start,
    );
  }

  private fetch(): void {
    // In a later turn, as an answer from a broker would come; never inside the caller's `send`.
    queueMicrotask(() => {
      for (const [partition, feed] of this.feeds) this.fetchPartition(partition, feed);
    });
  }

  private fetchPartition(partition: number, feed: PartitionFeed): void {
    const { topic } = this.options;
    if (this.paused || this.stopping || !this.log.has(topic)) return;
    while (!feed.revoked && !this.full.has(partition)) {
      const { start, end } = this.log.range(topic, partition);
      // Retention has removed the position, or the topic was recreated: on from the oldest record there is.
      if (feed.position! < start || feed.position! > end) feed.reposition(start);
      const records = this.log.slice(topic, partition, feed.position!, FETCH_RECORDS);
      if (records.length === 0) return;
      feed.accept(records, records.at(-1)!.offset + 1n);
    }
  }

  private scheduleCommit(): void {
    this.commitTimer = this.clock.setTimer(this.options.commitEveryMs ?? 1_000, () => {
      this.commit();
      if (!this.stopping && this.state !== 'crashed') this.scheduleCommit();
    });
  }

  private commit(): void {
    let moved = false;
    for (const [partition, { lowWater }] of this.feeds) {
      if (lowWater === null || lowWater === this.group.committed.get(partition)) continue;
      this.group.committed.set(partition, lowWater);
      moved = true;
    }
    if (moved) this.guard(() => this.options.onCommitted?.());
  }

  private drop(): void {
    if (this.feeds.size === 0) return;
    const partitions = [...this.feeds.keys()];
    for (const feed of this.feeds.values()) feed.revoke();
    this.feeds = new Map();
    this.onSettled();
    this.guard(() => this.options.onRevoked?.(partitions));
  }

  private end(): void {
    this.stopping = true;
    this.commitTimer?.cancel();
    this.forgetLog();
    this.revoke();
    this.group.leave(this);
  }

  private crash(thrown: unknown): void {
    if (this.state === 'crashed') return;
    this.state = 'crashed';
    this.detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    this.end();
  }

  private guard(callback: () => void): void {
    try {
      callback();
    } catch (thrown) {
      this.crash(thrown);
    }
  }

  private async allDone(): Promise<void> {
    while (this.open() > 0) await new Promise<void>((resolve) => (this.onSettled = resolve));
  }

  private open(): number {
    let open = 0;
    for (const feed of this.feeds.values()) open += feed.open;
    return open;
  }
}
