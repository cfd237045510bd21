import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { BrokerAdmin, PartitionRange, TopicDescription } from '../broker.js';
import { captureCluster } from './capture-cluster.js';
import { createClient, type KafkaClientSettings } from './client-settings.js';
import { isUnavailable, mapError } from './map-error.js';

const { ConfigResourceTypes } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');
/** `ConfigSource` of the protocol: set on the topic itself, not a default of the broker. */
const DYNAMIC_TOPIC_CONFIG = 1;

/** Connects on first use and stays connected until `close()`. */
export class KafkajsAdmin implements BrokerAdmin {
  private admin: Promise<Admin> | null = null;

  constructor(private readonly settings: KafkaClientSettings) {}

  listTopics(): Promise<readonly string[]> {
    return this.reading('listing topics', (admin) => admin.listTopics());
  }

  async describeTopics(topics: readonly string[]): Promise<readonly TopicDescription[]> {
    if (topics.length === 0) return [];
    return this.reading(`describing ${topics.join(', ')}`, async (admin) => {
      const [metadata, configs] = await Promise.all([
        admin.fetchTopicMetadata({ topics: [...topics] }),
        this.ownConfigs(admin, topics),
      ]);
      return metadata.topics.map((topic) => ({
        topic: topic.name,
        partitions: topic.partitions.length,
        replicationFactor: topic.partitions[0]?.replicas.length ?? 0,
        config: configs.get(topic.name) ?? {},
      }));
    });
  }

  async createTopic(topic: TopicDescription): Promise<void> {
    await this.with(`creating ${topic.topic}`, async (admin) => {
      await admin.createTopics({
        waitForLeaders: false,
        timeout: 15_000,
        topics: [
          {
            topic: topic.topic,
            numPartitions: topic.partitions,
            replicationFactor: topic.replicationFactor,
            configEntries: entriesOf(topic.config),
          },
        ],
      });
      await waitForLeaders(admin, topic.topic);
    });
  }

  async setTopicConfig(topic: string, config: Readonly<Record<string, string>>): Promise<void> {
    await this.with(`configuring ${topic}`, async (admin) => {
      // AlterConfigs replaces: what is not repeated falls back to the broker's default.
      const current = (await this.ownConfigs(admin, [topic])).get(topic) ?? {};
      await admin.alterConfigs({
        validateOnly: false,
        resources: [
          { type: ConfigResourceTypes.TOPIC, name: topic, configEntries: entriesOf({ ...current, ...config }) },
        ],
      });
    });
  }

  async addPartitions(topic: string, total: number): Promise<void> {
    await this.with(`growing ${topic}`, (admin) =>
      admin.createPartitions({ topicPartitions: [{ topic, count: total }], timeout: 15_000 }),
    );
  }

  async deleteTopic(topic: string): Promise<void> {
    await this.with(`deleting ${topic}`, (admin) => admin.deleteTopics({ topics: [topic], timeout: 15_000 }));
  }

  offsets(topic: string): Promise<readonly PartitionRange[]> {
    return this.reading(`reading the offsets of ${topic}`, async (admin) => {
      const offsets = await admin.fetchTopicOffsets(topic);
      return offsets
        .map(({ partition, low, high }) => ({ partition, start: BigInt(low), end: BigInt(high) }))
        .sort((a, b) => a.partition - b.partition);
    });
  }

  committed(group: string, topic: string): Promise<ReadonlyMap<number, bigint>> {
    return this.reading(`reading the offsets of ${group}`, async (admin) => {
      const [answer] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      const committed = new Map<number, bigint>();
      // Negative means none: -1 never committed, -2 reset to the beginning by kafkajs.
      for (const { partition, offset } of answer?.partitions ?? [])
        if (BigInt(offset) >= 0n) committed.set(partition, BigInt(offset));
      return committed;
    });
  }

  async resetCommitted(group: string, topic: string, offsets: ReadonlyMap<number, bigint>): Promise<void> {
    const partitions = [...offsets].map(([partition, offset]) => ({ partition, offset: offset.toString() }));
    // kafkajs' own `setOffsets` joins the group and waits five seconds for a fetch. A commit without a member is what
    // Kafka's tools send; the broker refuses it while the group has members.
    const cluster = captureCluster(this.settings);
    try {
      await cluster.connect();
      const coordinator = await cluster.findGroupCoordinator({ groupId: group });
      const topics = [{ topic, partitions }];
      await coordinator.offsetCommit({ groupId: group, groupGenerationId: -1, memberId: '', topics });
    } catch (thrown) {
      throw mapError(thrown, `resetting ${group}`);
    } finally {
      await cluster.disconnect().catch(() => undefined);
    }
  }

  brokerCount(): Promise<number> {
    return this.reading('counting the brokers', async (admin) => (await admin.describeCluster()).brokers.length);
  }

  async close(): Promise<void> {
    const admin = this.admin;
    this.admin = null;
    if (admin !== null) await admin.then((connected) => connected.disconnect()).catch(() => undefined);
  }

  private async ownConfigs(admin: Admin, topics: readonly string[]): Promise<Map<string, Record<string, string>>> {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
    });
    return new Map(
      resources.map((resource) => [
        resource.resourceName,
        Object.fromEntries(
          resource.configEntries
            .filter((entry) => (entry.configSource as number) === DYNAMIC_TOPIC_CONFIG)
            .map((entry) => [entry.configName, entry.configValue]),
        ),
      ]),
    );
  }

  /**
   * kafkajs asks who it takes for the leader until its metadata expires. What only reads is asked once more of a new client,
   * which begins with a broker that answers.
   */
  private async reading<T>(doing: string, action: (admin: Admin) => Promise<T>): Promise<T> {
    const before = this.admin;
    if (before !== null) {
      try {
        return await action(await before);
      } catch (thrown) {
        if (!isUnavailable(thrown)) throw mapError(thrown, doing);
        this.drop(before);
      }
    }
    return this.with(doing, action);
  }

  private async with<T>(doing: string, action: (admin: Admin) => Promise<T>): Promise<T> {
    const used = this.connected();
    try {
      return await action(await used);
    } catch (thrown) {
      if (isUnavailable(thrown)) this.drop(used);
      throw mapError(thrown, doing);
    }
  }

  private drop(used: Promise<Admin>): void {
    if (this.admin === used) this.admin = null;
    void used.then((admin) => admin.disconnect()).catch(() => undefined);
  }

  private connected(): Promise<Admin> {
    this.admin ??= this.connect();
    return this.admin;
  }

  private async connect(): Promise<Admin> {
    const retry = { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 };
    const admin = createClient(this.settings, retry, { requestMs: 20_000 }).admin({
      retry: { factor: 0.2, multiplier: 2, ...retry },
    });
    await admin.connect();
    return admin;
  }
}

function entriesOf(config: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(config).map(([name, value]) => ({ name, value }));
}

const LEADERS_DEADLINE_MS = 15_000;

/**
 * The controller has made the topic before every broker has heard of it. kafkajs' own wait fails on the first broker
 * that has not.
 */
async function waitForLeaders(admin: Admin, topic: string): Promise<void> {
  const deadline = performance.now() + LEADERS_DEADLINE_MS;
  for (;;) {
    try {
      const metadata = await admin.fetchTopicMetadata({ topics: [topic] });
      const partitions = metadata.topics[0]?.partitions ?? [];
      if (partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)) return;
      if (performance.now() > deadline) throw new Error(`${topic} has partitions without a leader`);
    } catch (thrown) {
      if (performance.now() > deadline) throw thrown;
    }
    await delay(50);
  }
}
