import { connect } from 'node:net';
import { loadContract } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import { createEmployeeEventCodec, createTopicCodec, kafkaSettingsOf, type RejectedPayload } from '@lockstep/messaging';
import {
  createMetrics,
  loadSettings,
  Readiness,
  silentLogger,
  StopDeadline,
  systemClock,
  type Logger,
} from '@lockstep/platform';
import { BreakableProxy, newTestDatabase, newTestMessaging, testStack, type TestStack } from '@lockstep/testkit';
import { createIngestApp } from '../src/create-app.js';
import { INGEST_SETTINGS, type IngestContext } from '../src/ingest-settings.js';
import { SECRET, signedHeaders } from './signed-webhook.js';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly accepted: number;
    readonly duplicates: number;
    readonly rejected: number;
    readonly events: readonly {
      readonly eventId: string;
      readonly status: string;
      readonly violations?: readonly unknown[];
    }[];
    readonly error?: { readonly code: string };
  };
}

/** Own topics, own schemas' subjects and own database on the real servers; ingest on top, behind proxies that can be cut. */
export async function prepareStack() {
  const servers = testStack();
  const { prefix, broker, registry, topology, drop } = await newTestMessaging('ingest');
  const database = await newTestDatabase();
  const [kafkaHost, kafkaPort] = servers.kafka.split(':') as [string, string];
  const kafkaProxy = await BreakableProxy.to(kafkaHost, Number(kafkaPort));
  const databaseUrl = new URL(database.url);
  const databaseProxy = await BreakableProxy.to(databaseUrl.hostname, Number(databaseUrl.port));
  databaseUrl.host = `127.0.0.1:${databaseProxy.port}`;

  const contract = loadContract(new URL('../../../contracts/employee.yaml', import.meta.url).pathname);
  const eventCodec = createEmployeeEventCodec({ store: registry, topic: topology.topic('employee.events'), contract });
  const rejectedCodec = createTopicCodec('employee.rejected', topology, registry);

  async function readAll<T>(
    name: string,
    decode: (value: Buffer | null) => Promise<T>,
  ): Promise<(T & { recordKey: string | null })[]> {
    const values = [];
    for await (const record of broker.read(topology.topic(name)))
      values.push({ ...(await decode(record.value)), recordKey: record.key?.toString() ?? null });
    return values;
  }

  return {
    prefix,
    kafkaProxy,
    databaseProxy,
    events: () => readAll<EmployeeEvent>('employee.events', (value) => eventCodec.decode(value)),
    rejected: () => readAll<RejectedPayload>('employee.rejected', (value) => rejectedCodec.decode(value)),
    startIngest: (env: Record<string, string> = {}, logger: Logger = silentLogger) =>
      startIngest({ ...serviceEnvironment(servers, prefix, databaseUrl.href), ...env }, kafkaProxy, logger),
    environment: () => serviceEnvironment(servers, prefix, database.url),
    async close() {
      await drop();
      await Promise.all([kafkaProxy.close(), databaseProxy.close()]);
      await database.drop();
    },
  };
}

function serviceEnvironment(servers: TestStack, prefix: string, database: string): Record<string, string> {
  return {
    KAFKA_BROKERS: servers.kafka,
    SCHEMA_REGISTRY_URL: servers.registry,
    DATABASE_URL: database,
    TOPIC_PREFIX: prefix,
    HRIS_WEBHOOK_SECRETS: SECRET,
    PORT: '0',
    LISTEN_ADDRESS: '127.0.0.1',
  };
}

async function startIngest(env: Record<string, string>, kafkaProxy: BreakableProxy, logger: Logger) {
  const names = [
    ...INGEST_SETTINGS,
    'PORT',
    'LISTEN_ADDRESS',
    'LOG_LEVEL',
    'SHUTDOWN_DEADLINE',
    'FAIL_POINTS',
  ] as const;
  const settings = loadSettings(names, env);
  const readiness = new Readiness();
  const metrics = createMetrics('ingest');
  const stopDeadline = new StopDeadline(systemClock, 10_000);
  const context: IngestContext = {
    service: 'ingest',
    settings,
    logger,
    metrics,
    readiness,
    clock: systemClock,
    stopDeadline,
    fatal: (thrown) => {
      throw thrown;
    },
  };
  const app = await createIngestApp(context, {
    ...kafkaSettingsOf(settings, 'lockstep-ingest', logger),
    // Kafka tells its clients its own address, so the way there is what must lead through the proxy.
    socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port: kafkaProxy.port }, onConnect),
  });
  return {
    url: app.url,
    readiness,
    metrics,
    post: (body: string | Buffer, headers: Record<string, string> = signedHeaders(body), source = 'generic') =>
      post(`${app.url}/webhooks/${source}`, body, headers),
    async close() {
      stopDeadline.begin();
      await app.close();
    },
  };
}

async function post(url: string, body: string | Buffer, headers: Record<string, string>): Promise<Answered> {
  const response = await fetch(url, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answered['body'] };
}
