import { randomUUID } from 'node:crypto';
import { learnerDirectory, type LearnerDirectory } from '@lockstep/connectors';
import { openContract } from '@lockstep/contract';
import type { UpsertOutcome } from '@lockstep/domain';
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
import { ConditionAnnouncer } from './condition-announcer.js';
import { DecodeGuard } from './decode-guard.js';
import { EventIntake } from './event-intake.js';
import { createEventMapping } from './event-mapping.js';
import { openGate } from './open-gate.js';
import { ManagerReferences } from './manager-references.js';
import { Persistence } from './persistence.js';
import { RateLimiter } from './rate-limiter.js';
import type { UpserterSetting } from './settings.js';
import { UpsertPipeline } from './upsert-pipeline.js';
import { createUpserterMetrics, exposeDepth } from './upserter-metrics.js';

/** Trouble with the ledger or Kafka that lasts longer makes the service unready. */
const TROUBLE_MS = 15_000;
/** A pause is over when the gate has stayed open so long; a platform that flaps is told of once. */
const SETTLE_MS = 10_000;
/** Records of one partition in hand, and so the most a crash has delivered again. */
export const MAX_UNSETTLED = 1_000;

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
  readonly events?: Pick<EmployeeEventCodec, 'ready' | 'decode'>;
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
  const leaseMs = settings.LND_TIMEOUT + settings.LEASE_MARGIN;
  const ledger = createPostgresLedger(pool, { leaseMs });
  const managerWaits = createPostgresManagerWaits(pool);
  const board = createPostgresConditionBoard(pool);

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
  const mapping = createEventMapping(contract, {
    adapter: settings.LND_ADAPTER,
    mode: settings.SYNC_MODE,
    sentFrom: settings.PUBLIC_URL,
    sentTo: directory.endpoint,
  });

  const topics = {
    retries: topology.retries.topics,
    deadLetters: topology.retries.deadLetters,
    outcomes: topology.topic('learner.outcomes'),
  };
  const gate = await openGate(settings, board, clock);
  const persistence = new Persistence(clock, logger);
  const metrics = createUpserterMetrics(context.metrics);
  const encodeOutcome = (outcome: UpsertOutcome): Promise<Buffer> => outcomes.encode(outcome);
  const pipeline = new UpsertPipeline(
    {
      concurrency: settings.UPSERT_CONCURRENCY,
      timeoutMs: settings.LND_TIMEOUT,
      leaseMs,
      retryPlan: { delaysMs: settings.RETRY_DELAYS },
    },
    {
      ledger,
      managerWaits,
      directory,
      producer,
      encodeOutcome,
      withoutManager: mapping.withoutManager,
      topics,
      gate,
      limiter: new RateLimiter(settings.LND_RATE_LIMIT),
      persistence,
      clock,
      logger,
      metrics,
    },
  );
  const guard = new DecodeGuard(createPostgresDecodeMarks(pool, { processId: randomUUID() }), {
    group: 'upserter',
    window: MAX_UNSETTLED,
  });
  const intake = new EventIntake({
    decode: (value) => events.decode(value),
    guard,
    mapping,
    encodeOutcome,
    pipeline,
    producer,
    topics,
    persistence,
    clock,
    logger,
    metrics,
  });
  const announcer = new ConditionAnnouncer(
    { settleMs: SETTLE_MS, lookEveryMs: 1_000 },
    {
      board,
      gate,
      producer,
      encode: (condition) => conditions.encode(condition),
      topic: topology.topic('ops.conditions'),
      persistence,
      clock,
      logger,
    },
  );
  const references = new ManagerReferences({ waits: managerWaits, producer, topic: topics.retries[0]!, clock, logger });
  references.start();

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
    async finish(deadlineMs) {
      intake.stop();
      await Promise.all([pipeline.stop(deadlineMs), references.stop()]);
      persistence.stop();
      await announcer.stop();
    },
    async close(deadlineMs) {
      await broker.close(deadlineMs);
      await directory.close();
      await pool.close();
    },
  };
}
