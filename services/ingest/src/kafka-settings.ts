import { LockstepError } from '@lockstep/domain';
import type { KafkaBrokerSettings } from '@lockstep/messaging';
import type { IngestContext } from './ingest-settings.js';

/** The Kafka client's settings out of the service's. */
export function kafkaSettingsOf({ settings, logger }: Pick<IngestContext, 'settings' | 'logger'>): KafkaBrokerSettings {
  const { KAFKA_SSL: ssl, KAFKA_SSL_CA: ca, KAFKA_SASL_MECHANISM: mechanism } = settings;
  const sasl = mechanism === null ? {} : { sasl: { mechanism, ...credentials(settings) } };
  return {
    brokers: settings.KAFKA_BROKERS,
    clientId: 'lockstep-ingest',
    ssl: ssl && ca !== null ? { ca } : ssl,
    ...sasl,
    logger: logger.child({ part: 'kafka' }),
  };
}

function credentials({ KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password }: IngestContext['settings']): {
  username: string;
  password: string;
} {
  if (username !== null && password !== null) return { username, password };
  throw new LockstepError({
    code: 'LOCKSTEP_SETTINGS_INVALID',
    message: 'KAFKA_SASL_MECHANISM is set, but not both KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
    stage: 'before',
    disposition: 'halt',
    remedy: 'Set all three, or none.',
  });
}
