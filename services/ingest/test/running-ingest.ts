import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { loadContract } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import {
  applyTopics,
  createEmployeeEventCodec,
  createKafkaBroker,
  createSchemaRegistry,
  createTopicCodec,
  loadTopology,
  planTopics,
  registerSchemas,
  SCHEMAS_DIR,
  TOPICS_FILE,
  type RejectedPayload,
} from '@lockstep/messaging';
import {
  createMetrics,
  loadSettings,
  Readiness,
  silentLogger,
  StopDeadline,
  systemClock,
  type Logger,
} from '@lockstep/platform';
import { createPool, migrate } from '@lockstep/store';
import { createIngestApp } from '../src/create-app.js';
import { INGEST_SETTINGS, type IngestContext } from '../src/ingest-settings.js';
import { kafkaSettingsOf } from '../src/kafka-settings.js';
import { BreakableProxy } from './breakable-proxy.js';
import { SECRET, signedHeaders } from './signed-webhook.js';

interface TestServers {
  readonly kafka: string;
  readonly registry: string;
  readonly database: string;
}

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
  const servers = JSON.parse(process.env['LOCKSTEP_TEST_STACK'] ?? '{}') as TestServers;
  const suffix = randomBytes(4).toString('hex');
  const prefix = `ingest-${suffix}.`;
  const [kafkaHost, kafkaPort] = servers.kafka.split(':') as [string, string];
  const broker = createKafkaBroker({ brokers: [servers.kafka], clientId: 'ingest-test', logger: silentLogger });
  const topology = loadTopology(TOPICS_FILE, prefix);
  await applyTopics(broker.admin, await planTopics(broker.admin, topology));
  const registry = createSchemaRegistry({ url: servers.registry });
  await registerSchemas(SCHEMAS_DIR, registry, topology);

  const database = `ingest_${suffix}`;
  const admin = createPool({ databaseUrl: servers.database, applicationName: 'ingest-test' });
  await admin.query({ text: `CREATE DATABASE ${database}` });
  const databaseUrl = new URL(servers.database);
  databaseUrl.pathname = `/${database}`;
  await migrate(databaseUrl.href);
  const kafkaProxy = await BreakableProxy.to(kafkaHost, Number(kafkaPort));
  const databaseProxy = await BreakableProxy.to(databaseUrl.hostname, Number(databaseUrl.port));
  const proxiedDatabase = new URL(databaseUrl.href);
  proxiedDatabase.host = `127.0.0.1:${databaseProxy.port}`;

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
      startIngest({ ...serviceEnvironment(servers, prefix, proxiedDatabase.href), ...env }, kafkaProxy, logger),
    environment: () => serviceEnvironment(servers, prefix, databaseUrl.href),
    async close() {
      for (const topic of await broker.admin.listTopics())
        if (topic.startsWith(prefix)) await broker.admin.deleteTopic(topic);
      await broker.close(5_000);
      await Promise.all([kafkaProxy.close(), databaseProxy.close()]);
      await admin.query({ text: `DROP DATABASE ${database} WITH (FORCE)` });
      await admin.close();
    },
  };
}

function serviceEnvironment(servers: TestServers, prefix: string, database: string): Record<string, string> {
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
    ...kafkaSettingsOf(context),
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
