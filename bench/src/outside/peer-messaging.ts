import {
  applyTopics,
  createKafkaBroker,
  createMemorySchemaRegistry,
  kafkaSettingsOf,
  loadTopology,
  planTopics,
  registerSchemas,
  SCHEMAS_DIR,
  type Broker,
  type ConsumerSpec,
  type KafkaSetting,
  type Messaging,
  type Topology,
} from '@lockstep/messaging';
import type { Logger, Settings } from '@lockstep/platform';

const EVENTS = 'employee.events';

/** The topic of somebody else that stands in for `employee.events`, and the group it is read with. */
export interface ForeignTopic {
  readonly topic: string;
  readonly group: string;
}

/** Kafka with the upserter's own topics made beside the foreign one; the schemas of our own topics in memory. */
export async function openPeerMessaging(
  settings: Settings<KafkaSetting | 'TOPICS_FILE' | 'TOPIC_PREFIX'>,
  foreign: ForeignTopic,
  logger: Logger,
): Promise<Messaging> {
  const declared = loadTopology(settings.TOPICS_FILE, settings.TOPIC_PREFIX);
  const topology = withForeignEvents(declared, foreign);
  const broker = createKafkaBroker(kafkaSettingsOf(settings, 'lockstep-upserter', logger));
  const registry = createMemorySchemaRegistry();
  await Promise.all([makeTopics(broker, topology), registerSchemas(SCHEMAS_DIR, registry, topology)]);
  return { broker, registry, topology };
}

/** The topology with the foreign topic in the place of `employee.events`. */
export function withForeignEvents(declared: Topology, { topic, group }: ForeignTopic): Topology {
  const spec: Topology['spec'] = (name) => (name === EVENTS ? { ...declared.spec(name), topic } : declared.spec(name));
  const placed = (consumer: ConsumerSpec): ConsumerSpec =>
    consumer.name === EVENTS ? { ...consumer, topic, group } : consumer;
  return {
    ...declared,
    topics: declared.topics.map(({ name }) => spec(name)),
    retries: { ...declared.retries, source: topic },
    spec,
    topic: (name) => spec(name).topic,
    consumersOf: (service) => declared.consumersOf(service).map(placed),
  };
}

/** Every topic but the foreign one, which is there and is not ours to configure. */
async function makeTopics(broker: Broker, topology: Topology): Promise<void> {
  const own = { ...topology, topics: topology.topics.filter(({ name }) => name !== EVENTS) };
  await applyTopics(broker.admin, await planTopics(broker.admin, own));
}
