import { randomBytes } from 'node:crypto';
import { eventSchema, loadContract } from '@lockstep/contract';
import { createSchemaRegistry, subjectOf, type SchemaJson } from '@lockstep/messaging';
import { prepareServers, silentProgress, startService, type ProgramName, type ServiceProcess } from '@lockstep/stack';
import { createPool } from '@lockstep/store';
import type { Bench } from '../bench.js';
import type { LoadTarget } from '../load.js';
import { contractFile } from '../places.js';
import type { Competitor, LaneOptions, UpserterContender } from './contender.js';
import { endedEvents } from './ended-events.js';

/** Topics, schemas and a database of one run of ours, made as `npm run up` makes them. */
export interface OwnGround {
  /** The settings of every service. */
  readonly env: Readonly<Record<string, string>>;
  /** How loadgen fills `employee.events`. */
  readonly target: LoadTarget;
  /** A process of the product, with `more` over its settings. */
  start(program: ProgramName, more?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  drop(): Promise<void>;
}

/** Makes the ground for one run. @param id unique in this benchmark */
export async function openOwnGround(bench: Bench, id: string, options: LaneOptions = {}): Promise<OwnGround> {
  const { servers, sink, load, run, logsDir } = bench;
  const prefix = `ours.${id}.`;
  const database = await makeDatabase(servers.database);
  const delay = `${options.retryDelayMs ?? 2_000}ms`;
  const env = {
    KAFKA_BROKERS: servers.kafka,
    SCHEMA_REGISTRY_URL: servers.registry,
    DATABASE_URL: database.url,
    TOPIC_PREFIX: prefix,
    CONTRACT_FILE: contractFile,
    LND_BASE_URL: sink.url,
    SYNC_MODE: 'live',
    RETRY_DELAYS: [delay, delay, delay].join(','),
    ...(options.inFlight === undefined ? {} : { UPSERT_CONCURRENCY: String(options.inFlight) }),
  };
  await prepareServers(env, silentProgress);
  const topic = `${prefix}employee.events`;
  const contract = loadContract(contractFile);
  const registry = createSchemaRegistry({ url: servers.registry });
  const schemaId = await registry.idOf(subjectOf(topic), eventSchema(contract) as unknown as SchemaJson);
  const format = ['-format', 'lockstep', '-schema-id', String(schemaId), '-contract-hash', contract.contentHash];
  return {
    env,
    target: { topic, format },
    start: (program, more = {}) => startService(program, { env: { ...env, ...more }, logsDir, run }),
    async drop() {
      await load.drop(prefix);
      await database.drop();
    },
  };
}

/** Ours: the upserter's own process with ledger, outcomes, metrics and audit headers on, as it is operated. */
export const OURS: UpserterContender = {
  name: 'ours',
  title: 'Lockstep’s upserter: ledger, outcomes and metrics on',
  async open(bench, id, options) {
    const ground = await openOwnGround(bench, id, options);
    return {
      target: ground.target,
      start: async () => competitorOf(bench, await ground.start('upserter')),
      drop: () => ground.drop(),
    };
  },
};

/** A service of ours as a contender: its database's work counts as its own. */
export function competitorOf(bench: Bench, service: ServiceProcess): Competitor {
  const database = bench.servers.processes
    .filter(({ name }) => name === 'database')
    .map((server) => Number(server.id()));
  return {
    pid: Number(service.id()),
    helpers: database,
    ended: () => endedEvents(service.url),
    stop: () => service.stop(),
  };
}

async function makeDatabase(server: string): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `bench_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(server: string, statement: string): Promise<void> {
  const pool = createPool({ databaseUrl: server, max: 1, applicationName: 'lockstep-bench' });
  try {
    await pool.query({ text: statement });
  } finally {
    await pool.close();
  }
}
