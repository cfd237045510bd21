import { systemClock, type Clock } from '@lockstep/platform';
import { LockstepError } from '@lockstep/domain';
import type { Broker, BrokerAdmin, OutgoingRecord, Producer, StoredRecord, Subscription } from '../broker.js';
import { MemoryGroup } from './memory-group.js';
import { MemoryLog } from './memory-log.js';
import { MemorySubscription } from './memory-subscription.js';

/** What a real broker does unasked, on command. */
export interface MemoryBroker extends Broker {
  /** Deals the group's partitions anew. */
  rebalance(group: string, topic: string): void;
  /** Ends a subscription as `kill -9` would. */
  kill(subscription: Subscription): void;
  /** Removes records as retention would. */
  truncate(topic: string, partition: number, before: bigint): void;
  /** While true every `send` fails as if Kafka were away. */
  setAway(away: boolean): void;
}

export interface MemoryBrokerSettings {
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** The `Broker` port in memory, for unit tests: partitions, groups and offsets as on the real one. */
export function createMemoryBroker({ clock = systemClock }: MemoryBrokerSettings = {}): MemoryBroker {
  const log = new MemoryLog(clock);
  const groups = new Map<string, MemoryGroup>();
  const subscriptions = new Set<MemorySubscription>();
  let away = false;
  const groupOf = (group: string, topic: string): MemoryGroup => {
    const key = `${group} ${topic}`;
    const found = groups.get(key) ?? new MemoryGroup(() => log.describe(topic).partitions);
    groups.set(key, found);
    return found;
  };
  const producer: Producer = {
    send: async (records: readonly OutgoingRecord[]) => {
      if (away) throw unavailable();
      log.append(records);
    },
    close: async () => undefined,
  };
  return {
    admin: adminOf(log, groupOf),
    producer: async () => producer,
    subscribe: async (options) => {
      log.describe(options.topic);
      const subscription = new MemorySubscription(options, log, groupOf(options.group, options.topic), clock);
      subscriptions.add(subscription);
      subscription.start();
      return subscription;
    },
    read: (topic, options) => readLog(log, topic, options),
    close: async (deadlineMs) => {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop(deadlineMs)));
    },
    rebalance: (group, topic) => groupOf(group, topic).rebalance(),
    kill: (subscription) => [...subscriptions].find((ours) => ours === subscription)?.kill(),
    truncate: (topic, partition, before) => log.truncate(topic, partition, before),
    setAway: (value) => {
      away = value;
    },
  };
}

async function* readLog(
  log: MemoryLog,
  topic: string,
  options: { readonly partitions?: readonly number[]; readonly from?: ReadonlyMap<number, bigint> } = {},
): AsyncGenerator<StoredRecord> {
  const every = Array.from({ length: log.describe(topic).partitions }, (_, partition) => partition);
  const ranges = (options.partitions ?? every).map((partition) => ({ partition, ...log.range(topic, partition) }));
  for (const { partition, start, end } of ranges) {
    const wanted = options.from?.get(partition) ?? start;
    const from = wanted > start ? wanted : start;
    if (from < end) yield* log.slice(topic, partition, from, Number(end - from));
  }
}

function adminOf(log: MemoryLog, groupOf: (group: string, topic: string) => MemoryGroup): BrokerAdmin {
  return {
    listTopics: async () => log.names,
    describeTopics: async (topics) => topics.map((topic) => log.describe(topic)),
    createTopic: async (topic) => log.create(topic),
    setTopicConfig: async (topic, config) => log.configure(topic, config),
    addPartitions: async (topic, total) => log.grow(topic, total),
    deleteTopic: async (topic) => log.delete(topic),
    offsets: async (topic) =>
      Array.from({ length: log.describe(topic).partitions }, (_, partition) => ({
        partition,
        ...log.range(topic, partition),
      })),
    committed: async (group, topic) => new Map(groupOf(group, topic).committed),
    resetCommitted: async (group, topic, offsets) => {
      for (const [partition, offset] of offsets) groupOf(group, topic).committed.set(partition, offset);
    },
    brokerCount: async () => 1,
  };
}

function unavailable(): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_BROKER_UNAVAILABLE',
    message: 'Kafka did not take part while writing: it is away',
    stage: 'attempt',
    disposition: 'pause',
    remedy: 'Look whether the brokers of KAFKA_BROKERS are up and reachable; it goes on by itself when they are.',
  });
}
