export type {
  Broker,
  BrokerAdmin,
  Delivery,
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
export { HEADERS } from './retry-headers.js';
export { createKafkaBroker, type KafkaBrokerSettings } from './kafkajs/create-kafka-broker.js';
export type { KafkaSasl } from './kafkajs/client-settings.js';
export { readRetryHeaders, writeRetryHeaders, type RetryState } from './retry-records.js';
export { createEmployeeEventCodec, subjectOf, type EmployeeEventCodec } from './avro/employee-event-codec.js';
export { createMemorySchemaRegistry } from './avro/memory-schema-registry.js';
export { createSchemaRegistry, type RegistrySettings } from './avro/registry-client.js';
export type { SchemaJson, SchemaRegistry, SchemaStore } from './avro/schema-store.js';
export { createValueCodec, type ValueCodec, type ValueCodecOptions } from './avro/value-codec.js';
export { SCHEMAS_DIR, TOPICS_FILE } from './repository-files.js';
export { checkSchemas, COMPATIBILITY, type SchemaCheck, type SchemaSources } from './schemas/check-schemas.js';
export { lintSchema } from './schemas/lint-schema.js';
export { registerSchemas, type RegisteredSchema } from './schemas/register-schemas.js';
export { applyTopics, type AppliedTopics, type ApplyTopicsOptions } from './topics/apply-topics.js';
export { planTopics, type ConfigChange, type TopicChange, type TopicPlan } from './topics/plan-topics.js';
export { loadTopology, type ConsumerSpec, type Topology, type TopicSpec } from './topology.js';
export { createTopicCodec, type TopicValues } from './values/create-topic-codec.js';
export type { Notification } from './values/notification.js';
export type { OperatorAction } from './values/operator-action.js';
export type { RejectedPayload } from './values/rejected-payload.js';
export { KAFKA_SETTINGS, kafkaSettingsOf, type KafkaSetting } from './kafka-settings.js';
export { MESSAGING_SETTINGS, openMessaging, type Messaging, type MessagingSetting } from './open-messaging.js';
export { createMemoryBroker, type MemoryBroker, type MemoryBrokerSettings } from './memory/create-memory-broker.js';
