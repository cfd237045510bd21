import type { Logger, Settings } from '@lockstep/platform';
import { createSchemaRegistry } from './avro/registry-client.js';
import type { SchemaRegistry } from './avro/schema-store.js';
import type { Broker } from './broker.js';
import { KAFKA_SETTINGS, kafkaSettingsOf } from './kafka-settings.js';
import { createKafkaBroker } from './kafkajs/create-kafka-broker.js';
import { loadTopology, type Topology } from './topology.js';

/** The settings that say where Kafka and the registry are and how the topics are named. */
export const MESSAGING_SETTINGS = [...KAFKA_SETTINGS, 'TOPIC_PREFIX', 'TOPICS_FILE', 'SCHEMA_REGISTRY_URL'] as const;
export type MessagingSetting = (typeof MESSAGING_SETTINGS)[number];

export interface Messaging {
  readonly broker: Broker;
  readonly registry: SchemaRegistry;
  readonly topology: Topology;
}

/**
 * Kafka, registry and topology as the settings name them. Connects on first use.
 * @param clientId shown in the broker's logs and metrics
 * @param kafka how Kafka is reached. Default: as the settings say
 * @throws LockstepError LOCKSTEP_TOPICS_INVALID
 */
export function openMessaging(
  settings: Settings<MessagingSetting>,
  clientId: string,
  logger: Logger,
  kafka = kafkaSettingsOf(settings, clientId, logger),
): Messaging {
  return {
    broker: createKafkaBroker(kafka),
    registry: createSchemaRegistry({ url: settings.SCHEMA_REGISTRY_URL }),
    topology: loadTopology(settings.TOPICS_FILE, settings.TOPIC_PREFIX),
  };
}
