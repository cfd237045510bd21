import {
  applyTopics,
  createKafkaBroker,
  createSchemaRegistry,
  loadTopology,
  planTopics,
  registerSchemas,
  SCHEMAS_DIR,
  TOPICS_FILE,
  type Broker,
  type SchemaRegistry,
  type Topology,
} from '@lockstep/messaging';
import { silentLogger } from '@lockstep/platform';
import { testStack } from './test-stack.js';
import { newTopicPrefix } from './topic-prefix.js';

/** Every topic of the product under a prefix of its own, with its schemas registered. */
export interface TestMessaging {
  readonly prefix: string;
  readonly broker: Broker;
  readonly registry: SchemaRegistry;
  readonly topology: Topology;
  /** Closes the broker and deletes the topics. */
  drop(): Promise<void>;
}

/** @param of begins the prefix, so that leftovers can be told apart */
export async function newTestMessaging(of: string): Promise<TestMessaging> {
  const stack = testStack();
  const prefix = newTopicPrefix(of);
  const broker = createKafkaBroker({ brokers: [stack.kafka], clientId: `${of}-test`, logger: silentLogger });
  const registry = createSchemaRegistry({ url: stack.registry });
  const topology = loadTopology(TOPICS_FILE, prefix);
  await applyTopics(broker.admin, await planTopics(broker.admin, topology));
  await registerSchemas(SCHEMAS_DIR, registry, topology);
  return {
    prefix,
    broker,
    registry,
    topology,
    async drop() {
      for (const { topic } of topology.topics) await broker.admin.deleteTopic(topic);
      await broker.close(2_000);
    },
  };
}
