import type { Logger, Settings } from '@lockstep/platform';
import type { KafkaBrokerSettings } from './kafkajs/create-kafka-broker.js';

/** The settings that say how Kafka is reached. */
export const KAFKA_SETTINGS = [
  'KAFKA_BROKERS',
  'KAFKA_SSL',
  'KAFKA_SSL_CA',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
] as const;
export type KafkaSetting = (typeof KAFKA_SETTINGS)[number];

/**
 * How Kafka is reached, as the settings say; its log lines carry `part: kafka`. That the SASL settings stand together
 * has been checked when they were loaded.
 * @param clientId shown in the broker's logs and metrics
 */
export function kafkaSettingsOf(
  settings: Settings<KafkaSetting>,
  clientId: string,
  logger: Logger,
): KafkaBrokerSettings {
  const { KAFKA_SSL_CA: ca, KAFKA_SASL_MECHANISM: mechanism } = settings;
  const username = settings.KAFKA_SASL_USERNAME ?? '';
  const password = settings.KAFKA_SASL_PASSWORD ?? '';
  return {
    brokers: settings.KAFKA_BROKERS,
    clientId,
    logger: logger.child({ part: 'kafka' }),
    ...(settings.KAFKA_SSL ? { ssl: ca === null ? true : { ca } } : {}),
    ...(mechanism === null ? {} : { sasl: { mechanism, username, password } }),
  };
}
