export type {
  Broker,
  BrokerAdmin,
  Delivery,
  Hold,
  OnBatch,
  OutgoingRecord,
  PartitionRange,
  Producer,
  StoredRecord,
  SubscribeOptions,
  Subscription,
  SubscriptionHealth,
  TopicDescription,
} from './broker.js';
export type { BrokerLogger } from './broker-logger.js';
export type { BrokerClock } from './clock.js';
export { HEADERS } from './retry-headers.js';
export { createKafkaBroker, type KafkaBrokerSettings } from './kafkajs/create-kafka-broker.js';
export type { KafkaSasl } from './kafkajs/client-settings.js';
export { readRetryHeaders, writeRetryHeaders, type RetryState } from './retry-records.js';
