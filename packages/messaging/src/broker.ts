/**
 * The port to Kafka: only what the product uses. No client's type, error or string offset crosses it; one
 * conformance suite (`broker-conformance.ts`) runs against every adapter.
 */

/** A record to be written. The default partitioner (murmur2 over the key's bytes, as JVM clients do) chooses the partition. */
export interface OutgoingRecord {
  /** Full topic name, prefix included. */
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
  /** Only for tools that must hit one partition. Default: by key. */
  readonly partition?: number;
}

export interface Producer {
  /**
   * Resolves when every record is acknowledged by all in-sync replicas. Idempotent producer; concurrent calls are
   * allowed and share requests.
   * @throws LockstepError LOCKSTEP_BROKER_UNAVAILABLE (disposition `pause`) when the deadline passes first: the records
   *   may or may not be on the topic, the caller keeps them and sends them again.
   */
  send(records: readonly OutgoingRecord[], options?: { readonly deadlineMs?: number }): Promise<void>;
  /** Waits for what is under way, up to the deadline. */
  close(deadlineMs: number): Promise<void>;
}

/** One record handed to a consumer. */
export interface Delivery {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  /** The record's timestamp, epoch milliseconds. */
  readonly timestamp: number;
  /**
   * This record has been dealt with for good. May be called in any order; what is committed is the low-water mark.
   * Idempotent; a no-op once the partition has been taken away. Must not throw.
   */
  done(): void;
  /** True when the partition has been taken away since (rebalance): somebody else will be given the record again. */
  isStale(): boolean;
}

/**
 * Gets consecutive records of one partition. It takes them over (queues them) and returns, and gets no more of that
 * partition until it has; a record is finished by `done()`, whenever that is. Must not throw: an error that escapes it
 * makes the subscription crash and unready.
 */
export type OnBatch = (deliveries: readonly Delivery[]) => Promise<void>;

export interface SubscribeOptions {
  /** Full topic name. One subscription per topic: its pauses touch nothing else. */
  readonly topic: string;
  /** Consumer group, used exactly as given. */
  readonly group: string;
  readonly onBatch: OnBatch;
  /** Called when partitions are taken away; their open deliveries are stale from then on. Must not throw. */
  readonly onRevoked?: (partitions: readonly number[]) => void;
  /** Called when partitions are assigned, with the offset reading starts from. Must not throw. */
  readonly onAssigned?: (partitions: readonly { readonly partition: number }[]) => void;
  /** Called when a round of low-water marks stands on Kafka, and before anything else happens. Must not throw. */
  readonly onCommitted?: () => void;
  /** Records of a partition fetched and not yet done before the adapter pauses it. Default 2000. */
  readonly maxUnsettled?: number;
  /** Records of a partition handed over and not yet done; what is fetched beyond it waits as bytes. Default: `maxUnsettled`. */
  readonly maxOpen?: number;
  /** How often the low-water mark is committed. Default 1000 ms. Also at stop and before partitions are given up. */
  readonly commitEveryMs?: number;
  /** Longest wait of a fetch for data; bounds how late a resumed partition is seen. Default 500 ms. */
  readonly maxWaitMs?: number;
}

export interface SubscriptionHealth {
  /** `crashed` never recovers by itself: the process must become unready and exit non-zero. */
  readonly state: 'starting' | 'running' | 'rebalancing' | 'crashed' | 'stopped';
  /** Epoch milliseconds of the last successful poll or heartbeat; null before the first. */
  readonly lastActiveAt: number | null;
  readonly assigned: readonly number[];
  readonly unsettled: number;
  readonly detail: string | null;
}

export interface Subscription {
  /** Stops fetching until `resume()`; heartbeats go on. Idempotent. Survives a rebalance. */
  pause(): void;
  resume(): void;
  health(): SubscriptionHealth;
  /** Records behind the end of the assigned partitions, by committed offset. */
  lag(): Promise<bigint>;
  /** Stops fetching, waits until every open delivery is done or the deadline passes, commits, leaves the group. */
  stop(deadlineMs: number): Promise<void>;
}

export interface TopicDescription {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface PartitionRange {
  readonly partition: number;
  readonly start: bigint;
  readonly end: bigint;
}

export interface BrokerAdmin {
  listTopics(): Promise<readonly string[]>;
  describeTopics(topics: readonly string[]): Promise<readonly TopicDescription[]>;
  createTopic(topic: TopicDescription): Promise<void>;
  setTopicConfig(topic: string, config: Readonly<Record<string, string>>): Promise<void>;
  addPartitions(topic: string, total: number): Promise<void>;
  deleteTopic(topic: string): Promise<void>;
  /** First and next offset of every partition. */
  offsets(topic: string): Promise<readonly PartitionRange[]>;
  committed(group: string, topic: string): Promise<ReadonlyMap<number, bigint>>;
  resetCommitted(group: string, topic: string, offsets: ReadonlyMap<number, bigint>): Promise<void>;
  brokerCount(): Promise<number>;
}

/** A record read outside any group, by a tool. */
export type StoredRecord = Omit<Delivery, 'done' | 'isStale'>;

export interface Broker {
  producer(): Promise<Producer>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /**
   * Reads a topic from its start to the end it had at the call, or only what `from` and `partitions` leave; joins no
   * lasting group and commits nothing.
   */
  read(
    topic: string,
    options?: { readonly partitions?: readonly number[]; readonly from?: ReadonlyMap<number, bigint> },
  ): AsyncIterable<StoredRecord>;
  readonly admin: BrokerAdmin;
  /** Stops every subscription and producer that this broker gave out. */
  close(deadlineMs: number): Promise<void>;
}
