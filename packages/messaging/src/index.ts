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
export { createEmployeeEventCodec, subjectOf, type EmployeeEventCodec } from './avro/employee-event-codec.js';
export { createMemorySchemaRegistry } from './avro/memory-schema-registry.js';
export { createSchemaRegistry, type RegistrySettings } from './avro/registry-client.js';
export type { SchemaJson, SchemaRegistry, SchemaStore } from './avro/schema-store.js';
export { createValueCodec, type ValueCodec, type ValueCodecOptions } from './avro/value-codec.js';
