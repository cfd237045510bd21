import { randomUUID } from 'node:crypto';
import { learnerDirectory, type LearnerDirectory } from '@lockstep/connectors';
import { openContract } from '@lockstep/contract';
import type { Broker, EmployeeEventCodec, Messaging, Topology } from '@lockstep/messaging';
import { createEmployeeEventCodec, createTopicCodec, openMessaging } from '@lockstep/messaging';
import type { ServiceContext } from '@lockstep/platform';
import {
  checkSchema,
  createPool,
  createPostgresConditionBoard,
  createPostgresDecodeMarks,
  createPostgresLedger,
  createPostgresManagerWaits,
} from '@lockstep/store';
import { composeUpserter, leaseOf } from './compose-upserter.js';
import type { DecodeGuard } from './decode-guard.js';
import type { EventIntake } from './event-intake.js';
import type { UpserterSetting } from './settings.js';
import { createUpserterMetrics, exposeDepth } from './upserter-metrics.js';

/** Trouble with the ledger or Kafka that lasts longer makes the service unready. */
const TROUBLE_MS = 15_000;

/** The upserter, put together and not yet reading. */
export interface Upserter {
  readonly intake: EventIntake;
  readonly guard: DecodeGuard;
  readonly broker: Broker;
  readonly topology: Topology;
  /** Takes up nothing more and waits for what is under way. The broker is still open: consumers commit after this. */
  finish(deadlineMs: number): Promise<void>;
  /** Ends every connection. */
  close(deadlineMs: number): Promise<void>;
}

/** Adapters to use instead of those the settings lead to. Default of each: the settings'. */
export interface UpserterAdapters {
  readonly messaging?: Messaging;
  /** How values of `employee.events` become events. */
  readonly events?: Pick<EmployeeEventCodec, 'ready' | 'decode'> & Partial<Pick<EmployeeEventCodec, 'decodeNow'>>;
  readonly directory?: LearnerDirectory;
}

/**
 * The composition root: every port of the upserter is bound to its adapter here and nowhere else.
 * @param adapters for a caller whose topics or platform are not ours, such as the benchmark on its peers' topics
 * @throws LockstepError when a setting, the contract, the database or the registry does not allow a start
 */
export async function createUpserter(
  context: ServiceContext<UpserterSetting>,
  adapters: UpserterAdapters = {},
): Promise<Upserter> {
  const { settings, logger, clock } = context;
  const { contract, approval } = openContract({
    contractFile: settings.CONTRACT_FILE,
    approversFile: settings.CONTRACT_APPROVERS_FILE,
    mode: settings.SYNC_MODE,
  });
  if (approval.state !== 'signed')
    logger.warn({ state: approval.state, problems: [...approval.problems] }, 'contract.not_signed');

  const pool = createPool({
    databaseUrl: settings.DATABASE_URL,
    max: settings.DATABASE_POOL_SIZE,
    applicationName: 'lockstep-upserter',
    logger,
  });
  await checkSchema(pool);

  const { broker, registry, topology } = adapters.messaging ?? openMessaging(settings, 'lockstep-upserter', logger);
  const events =
    adapters.events ??
    createEmployeeEventCodec({ store: registry, topic: topology.topic('employee.events'), contract });
  const outcomes = createTopicCodec('learner.outcomes', topology, registry);
  const conditions = createTopicCodec('ops.conditions', topology, registry);
  await Promise.all([events.ready(), outcomes.ready(), conditions.ready()]);
  const producer = await broker.producer();

  const directory =
    adapters.directory ??
    learnerDirectory(settings.LND_ADAPTER, {
      baseUrl: settings.LND_BASE_URL,
      apiKey: settings.LND_API_KEY,
      concurrency: settings.UPSERT_CONCURRENCY,
      timeoutMs: settings.LND_TIMEOUT,
    });
  const composed = await composeUpserter(settings, {
    contract,
    topology,
    producer,
    directory,
    ledger: createPostgresLedger(pool, { leaseMs: leaseOf(settings) }),
    managerWaits: createPostgresManagerWaits(pool),
    board: createPostgresConditionBoard(pool),
    decodeMarks: createPostgresDecodeMarks(pool, { processId: randomUUID() }),
    decode: (value) => events.decode(value),
    decodeNow: (value) => events.decodeNow?.(value),
    encodeOutcome: (outcome) => outcomes.encodeNow(outcome),
    encodeCondition: (condition) => conditions.encode(condition),
    clock,
    logger,
    metrics: createUpserterMetrics(context.metrics),
  });
  const { intake, guard, pipeline, gate, persistence } = composed;

  context.readiness.add({
    name: 'stores',
    check: () => {
      const trouble = persistence.troubleLongerThan(TROUBLE_MS);
      return trouble === null ? { ready: true } : { ready: false, reason: trouble };
    },
  });
  exposeDepth(context.metrics, () => ({ ...pipeline.depth, notDue: intake.notDue, gateOpen: gate.isOpen }));

  return {
    intake,
    guard,
    broker,
    topology,
    finish: (deadlineMs) => composed.finish(deadlineMs),
    async close(deadlineMs) {
      await broker.close(deadlineMs);
      await directory.close();
      await pool.close();
    },
  };
}
