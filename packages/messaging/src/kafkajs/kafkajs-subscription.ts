import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { BrokerAdmin, SubscribeOptions, Subscription, SubscriptionHealth } from '../broker.js';
import type { Clock } from '@lockstep/platform';
import { PartitionFeed } from '../partition/partition-feed.js';
import { createClient, type KafkaClientSettings } from './client-settings.js';
import { LowWaterCommits } from './low-water-commits.js';
import { mapError } from './map-error.js';
import { RestartBound } from './restart-bound.js';
import { storedRecord } from './stored-record.js';

const SESSION_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 1_000;
const REBALANCE_TIMEOUT_MS = 10_000;
const PATIENCE = { requestMs: 12_000, joinMs: REBALANCE_TIMEOUT_MS + 5_000 };
/** Some hundred events a fetch and partition; a larger record comes all the same, alone. What is fetched is memory. */
const MAX_BYTES_PER_PARTITION = 262_144;

/** kafkajs' `Batch` says where it was fetched from; its types do not. */
interface FetchedBatch {
  readonly fetchedOffset: string;
}

/**
 * One consumer of one topic. kafkajs fetches and keeps the membership; its loop never waits for a handler, so the
 * heartbeats go on however slow one is. What was fetched goes to a `PartitionFeed` and counts as consumed at once;
 * we commit the low-water mark ourselves (kafkajs' commit after each batch costs 36 ms of median latency).
 */
export class KafkajsSubscription implements Subscription {
  private readonly consumer: Consumer;
  private feeds = new Map<number, PartitionFeed>();
  private starts: Promise<ReadonlyMap<number, bigint>> | null = null;
  private repositioning = new Set<number>();
  private filteredAt = new Map<number, string>();
  private state: SubscriptionHealth['state'] = 'starting';
  private detail: string | null = null;
  private lastActiveAt: number | null = null;
  private paused = false;
  private readonly commits: LowWaterCommits;
  private stopping: Promise<void> | null = null;
  private onSettled: () => void = () => undefined;

  constructor(
    private readonly settings: KafkaClientSettings,
    private readonly options: SubscribeOptions,
    private readonly admin: BrokerAdmin,
    private readonly clock: Clock,
  ) {
    this.commits = this.commitsOf();
    const bound = new RestartBound(() => clock.now());
    const retry = {
      retries: 8,
      initialRetryTime: 200,
      maxRetryTime: 2_000,
      restartOnFailure: (error: Error) => Promise.resolve(bound.mayRestart(error)),
    };
    const onOutOfRange = (partition: number) => this.onOutOfRange(partition);
    this.consumer = createClient(settings, retry, PATIENCE, { onOutOfRange }).consumer({
      groupId: options.group,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      maxWaitTimeInMs: options.maxWaitMs ?? 500,
      maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
      allowAutoTopicCreation: false,
      // A partition that was added is found, and read from its start, within this.
      metadataMaxAge: 10_000,
      retry: { factor: 0.2, multiplier: 2, ...retry },
    });
  }

  async start(): Promise<void> {
    const { topic } = this.options;
    this.listen();
    try {
      await this.consumer.connect();
      await this.consumer.subscribe({ topics: [topic], fromBeginning: true });
      await this.consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.take(payload),
      });
    } catch (thrown) {
      this.state = 'stopped';
      void this.consumer.disconnect().catch(() => undefined);
      throw mapError(thrown, `subscribing to ${topic}`);
    }
    this.commits.start();
  }

  pause(): void {
    this.paused = true;
    for (const feed of this.feeds.values()) feed.pause();
    this.stopFetching([...this.feeds.keys()]);
  }

  resume(): void {
    this.paused = false;
    this.startFetching([...this.feeds.keys()]);
    for (const feed of this.feeds.values()) feed.resume();
  }

  health(): SubscriptionHealth {
    return {
      state: this.state,
      lastActiveAt: this.lastActiveAt,
      assigned: [...this.feeds.keys()].sort((a, b) => a - b),
      unsettled: this.open(),
      detail: this.detail,
    };
  }

  async lag(): Promise<bigint> {
    const { topic, group } = this.options;
    const [offsets, committed] = await Promise.all([this.admin.offsets(topic), this.admin.committed(group, topic)]);
    let lag = 0n;
    for (const { partition, start, end } of offsets)
      if (this.feeds.has(partition)) lag += end - (committed.get(partition) ?? start);
    return lag;
  }

  stop(deadlineMs: number): Promise<void> {
    this.stopping ??= this.stopOnce(deadlineMs);
    return this.stopping;
  }

  private async stopOnce(deadlineMs: number): Promise<void> {
    const expired = this.timer(deadlineMs);
    for (const feed of this.feeds.values()) feed.end();
    this.stopFetching([...this.feeds.keys()]);
    await Promise.race([this.allDone(), expired.passed]);
    this.commits.end();
    if (this.state !== 'crashed') {
      await Promise.race([this.commits.last(), expired.passed]);
      this.revoke();
      // Leaving waits for the fetch under way, so it may outlast the deadline by that.
      const leaving = this.timer(2_000);
      await Promise.race([this.consumer.disconnect().catch(() => undefined), leaving.passed]);
      leaving.cancel();
      this.state = 'stopped';
    }
    expired.cancel();
  }

  private async allDone(): Promise<void> {
    while (this.open() > 0) await new Promise<void>((resolve) => (this.onSettled = resolve));
  }

  private open(): number {
    let open = 0;
    for (const feed of this.feeds.values()) open += feed.open;
    return open;
  }

  private listen(): void {
    const { consumer } = this;
    const active = () => {
      this.lastActiveAt = this.clock.now();
    };
    consumer.on('consumer.heartbeat', active);
    consumer.on('consumer.fetch', active);
    consumer.on('consumer.rebalancing', () => {
      if (this.state === 'running') this.state = 'rebalancing';
      // Sent before the join on the coordinator's connection, so the new owner starts from it.
      void this.commits.commit();
      this.revoke();
    });
    consumer.on('consumer.group_join', ({ payload }) => {
      active();
      this.assign(payload.memberAssignment[this.options.topic] ?? []);
    });
    consumer.on('consumer.start_batch_process', ({ payload }) => {
      if (payload.batchSize === 0) this.skipFiltered(payload);
    });
    consumer.on('consumer.crash', ({ payload }) => {
      this.revoke();
      if (payload.restart) this.restarting(payload.error);
      else if (this.state !== 'stopped') this.crash(payload.error);
    });
  }

  private assign(partitions: readonly number[]): void {
    const { settings, options } = this;
    this.revoke();
    this.starts = null;
    this.commits.reset();
    this.repositioning.clear();
    this.filteredAt.clear();
    for (const partition of partitions) this.feeds.set(partition, this.feedOf(partition));
    if (this.paused || this.stopping !== null) this.pause();
    // kafkajs keeps pauses across a rejoin: each must be lifted by name.
    else this.startFetching(partitions);
    if (this.state !== 'crashed') this.state = 'running';
    this.detail = null;
    settings.logger.info({ topic: options.topic, group: options.group, partitions }, 'partitions assigned');
    this.guard(() => options.onAssigned?.(partitions.map((partition) => ({ partition }))));
  }

  private feedOf(partition: number): PartitionFeed {
    const feed: PartitionFeed = new PartitionFeed(
      {
        maxUnsettled: this.options.maxUnsettled ?? 2_000,
        ...(this.options.maxOpen === undefined ? {} : { maxOpen: this.options.maxOpen }),
        onBatch: this.options.onBatch,
        onFull: () => this.stopFetching([partition]),
        onRoom: () => {
          if (!this.paused && !feed.revoked) this.startFetching([partition]);
        },
        onSettled: () => this.onSettled(),
        onCrash: (thrown) => this.crash(thrown),
      },
      null,
    );
    return feed;
  }

  private revoke(): void {
    if (this.feeds.size === 0) return;
    const partitions = [...this.feeds.keys()];
    for (const feed of this.feeds.values()) feed.revoke();
    this.feeds = new Map();
    this.onSettled();
    const { topic, group } = this.options;
    this.settings.logger.info({ topic, group, partitions }, 'partitions given up');
    this.guard(() => this.options.onRevoked?.(partitions));
  }

  private async take({ batch, ...payload }: EachBatchPayload): Promise<void> {
    const feed = this.feeds.get(batch.partition);
    if (feed === undefined) return;
    const fetchedFrom = BigInt((batch as unknown as FetchedBatch).fetchedOffset);
    if (!this.repositioning.delete(batch.partition)) {
      const expected = feed.position ?? (await this.startOf(batch.partition));
      if (feed.revoked) return;
      if (fetchedFrom !== expected) {
        // A fetch that began before the last rejoin: its records are not the ones that come next.
        this.consumer.seek({ topic: batch.topic, partition: batch.partition, offset: expected.toString() });
        return;
      }
    }
    const last = batch.lastOffset();
    // Consumed as far as kafkajs is concerned; what is done is ours to track.
    payload.resolveOffset(last);
    feed.accept(
      batch.messages.map((message) => storedRecord(batch.topic, batch.partition, message)),
      BigInt(last) + 1n,
    );
  }

  /** A batch of control records only never reaches us, but moves kafkajs' position. */
  private skipFiltered(batch: { partition: number; firstOffset: string | null; lastOffset: string }): void {
    const feed = this.feeds.get(batch.partition);
    if (feed === undefined) return;
    const known = feed.position;
    if (known === null) {
      // Learn where we are; the next batch, fetched past this one, sends kafkajs back here.
      void this.startOf(batch.partition).then(
        (start) => {
          if (feed.position === null) feed.reposition(start);
        },
        () => undefined,
      );
      return;
    }
    // Twice at the same place means that what is missing before it has been compacted away.
    const again = this.filteredAt.get(batch.partition) === batch.lastOffset;
    this.filteredAt.set(batch.partition, batch.lastOffset);
    const next = BigInt(batch.lastOffset) + 1n;
    if (next > known && (again || batch.firstOffset === null || BigInt(batch.firstOffset) <= known))
      feed.accept([], next);
  }

  private async startOf(partition: number): Promise<bigint> {
    this.starts ??= this.readStarts();
    try {
      return (await this.starts).get(partition) ?? 0n;
    } catch (thrown) {
      this.starts = null;
      // kafkajs asks again with its back-off.
      throw thrown;
    }
  }

  private async readStarts(): Promise<ReadonlyMap<number, bigint>> {
    const { topic, group } = this.options;
    const [offsets, committed] = await Promise.all([this.admin.offsets(topic), this.admin.committed(group, topic)]);
    const starts = offsets.map(({ partition, start }) => [partition, committed.get(partition) ?? start] as const);
    return new Map(starts);
  }

  private onOutOfRange(partition: number): void {
    const { topic, group } = this.options;
    this.repositioning.add(partition);
    this.settings.logger.error(
      { code: 'LOCKSTEP_OFFSET_OUT_OF_RANGE', topic, group, partition, position: this.feeds.get(partition)?.lowWater },
      'the position of a consumer no longer exists: reading on from the oldest record that does; records may be lost to ' +
        'this group if retention removed them, or come again if the topic was recreated',
    );
  }

  private stopFetching(partitions: readonly number[]): void {
    if (partitions.length === 0) return;
    this.whileRunning(() => this.consumer.pause([{ topic: this.options.topic, partitions: [...partitions] }]));
  }

  private startFetching(partitions: readonly number[]): void {
    if (partitions.length === 0) return;
    this.whileRunning(() => this.consumer.resume([{ topic: this.options.topic, partitions: [...partitions] }]));
  }

  /** kafkajs refuses pause and resume between a crash and its restart; the next assignment sets them anew. */
  private whileRunning(action: () => void): void {
    try {
      action();
    } catch (thrown) {
      this.settings.logger.debug({ topic: this.options.topic, error: String(thrown) }, 'the consumer is not running');
    }
  }

  private commitsOf(): LowWaterCommits {
    const { topic, commitEveryMs = 1_000 } = this.options;
    return new LowWaterCommits({
      everyMs: commitEveryMs,
      clock: this.clock,
      feeds: () => this.feeds,
      commit: async (marks) => {
        await this.consumer.commitOffsets(
          [...marks].map(([partition, mark]) => ({ topic, partition, offset: `${mark}` })),
        );
        this.guard(() => this.options.onCommitted?.());
      },
      // Lost generation or Kafka away: the records come again, or the next round commits them.
      onFailed: (thrown) => this.settings.logger.info({ topic, error: String(thrown) }, 'a commit did not go through'),
    });
  }

  private restarting(error: Error): void {
    this.state = 'rebalancing';
    this.detail = `restarting after ${error.name}: ${error.message}`;
    const { topic, group } = this.options;
    this.settings.logger.warn({ topic, group, error: error.message }, 'the consumer starts anew');
  }

  private crash(thrown: unknown): void {
    if (this.state === 'crashed') return;
    const { topic, group } = this.options;
    const said = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    this.state = 'crashed';
    this.detail = said;
    this.settings.logger.error({ code: 'LOCKSTEP_CONSUMER_CRASHED', topic, group, error: said }, 'a consumer crashed');
    this.commits.end();
    void this.commits.commit().then(() => {
      this.revoke();
      return this.consumer.disconnect().catch(() => undefined);
    });
  }

  private guard(callback: () => void): void {
    try {
      callback();
    } catch (thrown) {
      this.crash(thrown);
    }
  }

  private timer(ms: number): { passed: Promise<void>; cancel: () => void } {
    let cancel: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => {
      const timer = this.clock.setTimer(ms, resolve);
      cancel = () => timer.cancel();
    });
    return { passed, cancel };
  }
}
