import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadContract } from '@lockstep/contract';
import { createKafkaBroker, createSchemaRegistry, loadTopology, TOPICS_FILE } from '@lockstep/messaging';
import type { Broker, SchemaStore, Topology } from '@lockstep/messaging';
import { silentLogger } from '@lockstep/platform';
import type { Product, ProductOptions, Proof } from '@lockstep/stack';
import { judge, readPlatformJournal, countLearners, readLedger, readTopics, startProduct } from '@lockstep/stack';
import { newTestDatabase, newTopicPrefix, testStack } from '@lockstep/testkit';
import { eventually } from './eventually.js';
import { Platform } from './platform.js';
import { Sender } from './sender.js';

export const CONTRACT_FILE = fileURLToPath(new URL('../../contracts/employee.yaml', import.meta.url));

/** The whole product as processes, on topics and a database of its own, with the sandbox platform behind it. */
export interface Lockstep {
  readonly product: Product;
  readonly sender: Sender;
  readonly platform: Platform;
  readonly broker: Broker;
  readonly registry: SchemaStore;
  readonly topology: Topology;
  readonly database: string;
  /** Judges the run as it stands now. */
  proofNow(): Promise<Proof>;
  /** Waits until everything accepted has an end, then judges the run. */
  proof(deadlineMs?: number): Promise<Proof>;
  stop(): Promise<void>;
}

/** Starts it. Retries come after 400 ms unless the settings say otherwise. */
export async function startLockstep(options: Partial<ProductOptions> = {}): Promise<Lockstep> {
  const servers = options.servers ?? testStack();
  const database = await newTestDatabase({ migrated: false, server: servers.database });
  const prefix = newTopicPrefix('e2e');
  const product = await startProduct({
    sandboxes: true,
    ...options,
    servers: { ...servers, database: database.url },
    env: {
      TOPIC_PREFIX: prefix,
      RETRY_DELAYS: '400ms,400ms,400ms',
      LND_TIMEOUT: '2s',
      LEASE_MARGIN: '1s',
      PROBE_INTERVAL: '300ms',
      LOG_LEVEL: 'debug',
      ...options.env,
    },
  });
  const broker = createKafkaBroker({ brokers: servers.kafka.split(','), clientId: 'test', logger: silentLogger });
  const registry = createSchemaRegistry({ url: servers.registry });
  const topology = loadTopology(TOPICS_FILE, prefix);
  const secret = readFileSync(product.env.HRIS_WEBHOOK_SECRETS_FILE!, 'utf8').trim().split(',')[0]!;
  const sender = new Sender(product.urls.ingest!, secret);
  const platform = new Platform(product.urls.lnd!);
  platform.auth = { authorization: `Bearer ${readFileSync(product.env.LND_API_KEY_FILE!, 'utf8').trim()}` };
  const contract = loadContract(product.env.CONTRACT_FILE ?? CONTRACT_FILE);

  const judged = async (): Promise<Proof> => {
    // In this order: what the topics say has been applied must be in the journal that is read after them.
    const accepted = [...sender.accepted];
    const topics = await readTopics({ broker, registry, topology, contract });
    const [writes, learners, ledger] = await Promise.all([
      readPlatformJournal(platform.url),
      countLearners(platform.url),
      readLedger(database.url),
    ]);
    return judge({ ...topics, writes, learners, accepted, ledger });
  };
  return {
    product,
    sender,
    platform,
    broker,
    registry,
    topology,
    database: database.url,
    proofNow: judged,
    proof: (deadlineMs = 60_000) => eventually(judged, (proof) => proof.lost === 0, { deadlineMs, everyMs: 300 }),
    async stop() {
      await product.stop();
      await broker.close(2_000);
      await database.drop();
    },
  };
}
