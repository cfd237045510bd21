import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { describeBroker } from '../../test/broker-conformance.js';
import { silentLogger, testStack } from '../../test/test-stack.js';
import { createKafkaBroker } from './create-kafka-broker.js';

const { Kafka, logLevel } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');
const brokers = [testStack().kafka];
const prefix = `conformance-${randomBytes(4).toString('hex')}.`;
const connect = () => createKafkaBroker({ brokers, clientId: 'conformance', logger: silentLogger });
const tool = connect();
let topics = 0;

describeBroker('kafkajs', {
  connect,
  createTopic: async (partitions) => {
    const topic = `${prefix}${(topics += 1)}`;
    await tool.admin.createTopic({ topic, partitions, replicationFactor: 1, config: {} });
    return topic;
  },
  truncate: async (topic, partition, before) => {
    const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    // kafkajs deletes only in topics whose metadata it happens to have.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: before.toString() }] });
    await admin.disconnect();
  },
  close: async () => {
    for (const topic of (await tool.admin.listTopics()).filter((name) => name.startsWith(prefix)))
      await tool.admin.deleteTopic(topic);
    await tool.close(1_000);
  },
});
