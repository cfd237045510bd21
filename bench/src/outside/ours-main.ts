/**
 * Our upserter as one more contender of a program that measures peers: BROKERS, TOPIC, GROUP, SINK and RETRY_DELAY_MS
 * say what it reads and where it posts (bench/README.md). Everything else of it is as it is operated; its Postgres is
 * a throw-away one of its own.
 */
import { join } from 'node:path';
import { learnerDirectory } from '@lockstep/connectors';
import { loadContract } from '@lockstep/contract';
import { LockstepError, type EmployeeEvent } from '@lockstep/domain';
import { runService, type Environment } from '@lockstep/platform';
import { environment, silentProgress, startServers } from '@lockstep/stack';
import { migrate } from '@lockstep/store';
import { createUpserterApp, UPSERTER_SETTINGS } from '@lockstep/upserter';
import { contractFile, workDir } from '../places.js';
import { openPeerMessaging } from './peer-messaging.js';
import { eventOf, withNumbers } from './peer-platform.js';
import { readPeerRecord } from './peer-record.js';

const env = environment();
const given = (name: string): string => {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: see bench/README.md`);
  return value;
};

const foreign = { topic: given('TOPIC'), group: given('GROUP') };
const servers = await startServers({
  route: 'local',
  stateDir: null,
  only: ['database'],
  runsDir: join(workDir, 'runs'),
  progress: silentProgress,
});
await migrate(servers.database);

const delay = `${env['RETRY_DELAY_MS'] ?? '60000'}ms`;
const settings: Environment = {
  // Whoever measures may set any of ours too.
  UPSERT_CONCURRENCY: '100',
  PORT: '0',
  LISTEN_ADDRESS: '127.0.0.1',
  SHUTDOWN_DEADLINE: '5s',
  ...env,
  KAFKA_BROKERS: given('BROKERS'),
  // Below the foreign topic's name, so that deleting by that prefix takes ours along.
  TOPIC_PREFIX: `${foreign.topic}.`,
  SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1',
  DATABASE_URL: servers.database,
  CONTRACT_FILE: contractFile,
  LND_BASE_URL: given('SINK'),
  RETRY_DELAYS: [delay, delay, delay].join(','),
  SYNC_MODE: 'live',
};
const { contentHash } = loadContract(contractFile);
const noValue = new LockstepError({
  code: 'LOCKSTEP_UNDECODABLE',
  message: 'the record has no value',
  stage: 'before',
  disposition: 'dead_letter',
  remedy: 'Fill the topic with bench/tools/loadgen.',
});

const decode = (bytes: Buffer | null): EmployeeEvent => {
  if (bytes === null) throw noValue;
  return eventOf(readPeerRecord(bytes), contentHash);
};

await runService({
  name: 'upserter',
  settings: UPSERTER_SETTINGS,
  createApp: async (context) => {
    const { settings: read, logger } = context;
    return createUpserterApp(context, {
      messaging: await openPeerMessaging(read, foreign, logger),
      events: {
        ready: () => Promise.resolve(),
        decode: async (bytes) => decode(bytes),
        decodeNow: decode,
      },
      directory: withNumbers(
        learnerDirectory(read.LND_ADAPTER, {
          baseUrl: read.LND_BASE_URL,
          apiKey: read.LND_API_KEY,
          concurrency: read.UPSERT_CONCURRENCY,
          timeoutMs: read.LND_TIMEOUT,
        }),
      ),
    });
  },
  process: {
    env: settings,
    on: (event, listener) => process.on(event, listener),
    writeError: (text) => void process.stderr.write(text),
    exit: (code) => void servers.stop().finally(() => process.exit(code)),
  },
});
