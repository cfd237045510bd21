import type { BrokerAdmin, TopicDescription } from '../broker.js';
import type { TopicSpec, Topology } from '../topology.js';

const WANTED_REPLICAS = 3;

export interface ConfigChange {
  readonly key: string;
  /** null when the topic follows the broker's default. */
  readonly from: string | null;
  readonly to: string;
}

/** One step of a plan. */
export type TopicChange =
  | { readonly action: 'create'; readonly topic: string; readonly description: TopicDescription }
  | { readonly action: 'configure'; readonly topic: string; readonly changes: readonly ConfigChange[] }
  /** More partitions move keys to other partitions: only with the topic's name typed. */
  | { readonly action: 'grow'; readonly topic: string; readonly from: number; readonly to: number }
  /** Declared so, but not done by this tool; `reason` says why and what to do. */
  | { readonly action: 'blocked'; readonly topic: string; readonly reason: string };

export interface TopicPlan {
  readonly brokers: number;
  readonly changes: readonly TopicChange[];
  /** Full names of declared topics that are as declared. */
  readonly unchanged: readonly string[];
  /** Topics under the prefix that nobody declared; only listed, never touched. */
  readonly unknown: readonly string[];
}

/** Compares the declaration with the cluster; changes nothing. */
export async function planTopics(admin: BrokerAdmin, topology: Topology): Promise<TopicPlan> {
  const [existing, brokers] = await Promise.all([admin.listTopics(), admin.brokerCount()]);
  const declared = new Set(topology.topics.map(({ topic }) => topic));
  const described = await admin.describeTopics(existing.filter((topic) => declared.has(topic)));
  const byName = new Map(described.map((description) => [description.topic, description]));
  const changes: TopicChange[] = [];
  const unchanged: string[] = [];
  for (const spec of topology.topics) {
    const steps = changesFor(spec, byName.get(spec.topic), brokers);
    changes.push(...steps);
    if (steps.length === 0) unchanged.push(spec.topic);
  }
  const isOurs = (topic: string) => topology.prefix !== '' && topic.startsWith(topology.prefix);
  return { brokers, changes, unchanged, unknown: existing.filter((t) => isOurs(t) && !declared.has(t)).sort() };
}

/** The steps that bring one topic to its declaration; pure. */
export function changesFor(spec: TopicSpec, actual: TopicDescription | undefined, brokers: number): TopicChange[] {
  const { topic, partitions } = spec;
  const replicas = Math.min(WANTED_REPLICAS, brokers);
  if (actual === undefined) {
    const config = configOf(spec, replicas);
    return [{ action: 'create', topic, description: { topic, partitions, replicationFactor: replicas, config } }];
  }
  const changes: TopicChange[] = [];
  const config = configChanges(configOf(spec, actual.replicationFactor), actual.config);
  if (config.length > 0) changes.push({ action: 'configure', topic, changes: config });
  if (actual.partitions < partitions) changes.push(growth(spec, actual.partitions));
  if (actual.partitions > partitions)
    changes.push({
      action: 'blocked',
      topic,
      reason: `has ${actual.partitions} partitions, ${partitions} are declared; Kafka cannot take partitions away: declare ${actual.partitions}`,
    });
  if (actual.replicationFactor < replicas)
    changes.push({
      action: 'blocked',
      topic,
      reason: `has ${actual.replicationFactor} replica(s), ${replicas} are wanted; move it with kafka-reassign-partitions`,
    });
  return changes;
}

function growth({ topic, history, partitions }: TopicSpec, from: number): TopicChange {
  if (!history) return { action: 'grow', topic, from, to: partitions };
  return {
    action: 'blocked',
    topic,
    reason: `has ${from} partitions, ${partitions} are declared; more partitions would tear its keys' order apart, and it is history: declare ${from}`,
  };
}

function configOf(spec: TopicSpec, replicas: number): Record<string, string> {
  return {
    'cleanup.policy': spec.cleanup,
    'retention.ms': String(spec.retentionMs),
    ...(spec.retentionMs === -1 ? { 'retention.bytes': '-1' } : {}),
    'min.insync.replicas': replicas >= WANTED_REPLICAS ? '2' : '1',
    ...spec.config,
  };
}

function configChanges(wanted: Record<string, string>, actual: Readonly<Record<string, string>>): ConfigChange[] {
  return Object.entries(wanted)
    .filter(([key, to]) => actual[key] !== to)
    .map(([key, to]) => ({ key, from: actual[key] ?? null, to }));
}
