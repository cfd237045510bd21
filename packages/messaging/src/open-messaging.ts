import type { Logger, Settings } from '@lockstep/platform';
import { createSchemaRegistry } from './avro/registry-client.js';
import type { SchemaRegistry } from './avro/schema-store.js';
import type { Broker } from './broker.js';
import { createKafkaBroker } from './kafkajs/create-kafka-broker.js';
import { loadTopology, type Topology } from './topology.js';

/** The settings that say where Kafka and the registry are and how the topics are named. */
export const MESSAGING_SETTINGS = [
  'KAFKA_BROKERS',
  'KAFKA_SSL',
  'KAFKA_SSL_CA',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
  'TOPIC_PREFIX',
  'TOPICS_FILE',
  'SCHEMA_REGISTRY_URL',
] as const;
export type MessagingSetting = (typeof MESSAGING_SETTINGS)[number];

export interface Messaging {
  readonly broker: Broker;
  readonly registry: SchemaRegistry;
  readonly topology: Topology;
}

/**
 * Kafka, registry and topology as the settings name them. Connects on first use.
 * @param clientId shown in the broker's logs and metrics
 * @throws LockstepError LOCKSTEP_TOPICS_INVALID
 */
export function openMessaging(settings: Settings<MessagingSetting>, clientId: string, logger: Logger): Messaging {
  const { KAFKA_SSL_CA: ca, KAFKA_SASL_MECHANISM: mechanism } = settings;
  const broker = createKafkaBroker({
    brokers: settings.KAFKA_BROKERS,
    clientId,
    logger,
    ...(settings.KAFKA_SSL ? { ssl: ca === null ? true : { ca } } : {}),
    ...(mechanism === null
      ? {}
      : {
          sasl: {
            mechanism,
            username: settings.KAFKA_SASL_USERNAME ?? '',
            password: settings.KAFKA_SASL_PASSWORD ?? '',
          },
        }),
  });
  return {
    broker,
    registry: createSchemaRegistry({ url: settings.SCHEMA_REGISTRY_URL }),
    topology: loadTopology(settings.TOPICS_FILE, settings.TOPIC_PREFIX),
  };
}
