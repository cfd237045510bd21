import { createRequire } from 'node:module';
import type { ConnectionOptions } from 'node:tls';
import type { ISocketFactory, Kafka as KafkaClient, KafkaConfig, SASLOptions } from 'kafkajs';
import type { BrokerLogger } from '../broker-logger.js';
import { firstAlive } from './broker-probe.js';
import { patchIdleTimer } from './idle-timer-patch.js';
import { patchProduceEncoding } from './produce-encoding-patch.js';
import { bridgeLog, type LogListener } from './log-bridge.js';
import { patchLostCoordinator } from './lost-coordinator-patch.js';
import { openSocket } from './open-socket.js';
import { guardSilence, type Patience } from './silence-guard.js';

const { Kafka } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');

export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface KafkaClientSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** TLS: true, or Node's TLS options (`ca`, `cert`, `key`, …). Default false. */
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: KafkaSasl;
  readonly logger: BrokerLogger;
  /** How connections are made; tests put a breakable one here. Default: `openSocket`. */
  readonly socketFactory?: ISocketFactory;
}

export interface ClientRetry {
  readonly retries: number;
  readonly initialRetryTime: number;
  readonly maxRetryTime: number;
  readonly restartOnFailure?: (error: Error) => Promise<boolean>;
}

/** One kafkajs client. One each for every subscription and producer: kafkajs shares offsets between consumers of a client. */
export function createClient(
  settings: KafkaClientSettings,
  // kafkajs' defaults depend on NODE_ENV, so a test would exercise another client than production: always explicit.
  retry: ClientRetry,
  patience: Patience,
  listener?: LogListener,
): KafkaClient {
  patchIdleTimer();
  patchProduceEncoding();
  patchLostCoordinator();
  const open = settings.socketFactory ?? openSocket;
  const config: KafkaConfig = {
    brokers: () => firstAlive(open, settings.brokers, settings.ssl),
    clientId: settings.clientId,
    connectionTimeout: 3_000,
    authenticationTimeout: 10_000,
    requestTimeout: patience.requestMs,
    retry: { factor: 0.2, multiplier: 2, ...retry },
    logCreator: bridgeLog(settings.logger, listener),
    ...(settings.ssl === undefined ? {} : { ssl: settings.ssl }),
    ...(settings.sasl === undefined ? {} : { sasl: settings.sasl as SASLOptions }),
    socketFactory: guardSilence(open, patience),
  };
  return new Kafka(config);
}
