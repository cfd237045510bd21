import type { LearnerDirectory } from '@lockstep/connectors';
import type { Contract } from '@lockstep/contract';
import type { EmployeeEvent, SystemCondition, UpsertOutcome } from '@lockstep/domain';
import type { Producer, Topology } from '@lockstep/messaging';
import type { Clock, Logger, Settings } from '@lockstep/platform';
import type { ConditionBoard, DecodeMarks, Ledger, ManagerWaits } from '@lockstep/store';
import { ConditionAnnouncer } from './condition-announcer.js';
import { DecodeGuard } from './decode-guard.js';
import { EventIntake } from './event-intake.js';
import { createEventMapping } from './event-mapping.js';
import type { GateKeeper } from './gate-keeper.js';
import { ManagerReferences } from './manager-references.js';
import { openGate } from './open-gate.js';
import { Persistence } from './persistence.js';
import { RateLimiter } from './rate-limiter.js';
import type { UpserterSetting } from './settings.js';
import { UpsertPipeline } from './upsert-pipeline.js';
import type { UpserterMetrics } from './upserter-metrics.js';

/** A pause is over when the gate has stayed open so long; a platform that flaps is told of once. */
const SETTLE_MS = 10_000;
/** Records of one partition fetched and not done, and so about the most a crash has delivered again. */
export const MAX_UNSETTLED = 1_000;
/**
 * Of these, so many live ones are events in hand at once; the others wait as the bytes they came as. More than the
 * requests that can be under way even where one partition has all the load, and few enough that memory stays flat.
 */
export const MAX_OPEN = 200;

/** The settings that say how the upserter works, besides those that say where its servers are. */
export type WorkingSetting = Extract<
  UpserterSetting,
  | 'SYNC_MODE'
  | 'PUBLIC_URL'
  | 'LND_ADAPTER'
  | 'LND_RATE_LIMIT'
  | 'LND_TIMEOUT'
  | 'LEASE_MARGIN'
  | 'UPSERT_CONCURRENCY'
  | 'RETRY_DELAYS'
  | 'BREAKER_FAILURES'
  | 'BREAKER_WINDOW'
  | 'PROBE_INTERVAL'
  | 'THROTTLE_DEFAULT'
>;

/** Everything of the upserter that reaches outside its process, and the time. */
export interface UpserterPorts {
  readonly contract: Contract;
  readonly topology: Topology;
  readonly producer: Producer;
  readonly directory: LearnerDirectory;
  /** Its lease is `leaseOf` the same settings. */
  readonly ledger: Ledger;
  readonly managerWaits: ManagerWaits;
  readonly board: ConditionBoard;
  readonly decodeMarks: DecodeMarks;
  /** @throws LockstepError: `pause` while the registry is away, `dead_letter` for bytes that are no event */
  readonly decode: (value: Buffer) => Promise<EmployeeEvent>;
  /** As `decode`, without a promise; undefined when something has to be looked up first. Default: always. */
  readonly decodeNow?: (value: Buffer) => EmployeeEvent | undefined;
  readonly encodeOutcome: (outcome: UpsertOutcome) => Buffer;
  readonly encodeCondition: (condition: SystemCondition) => Promise<Buffer>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: UpserterMetrics;
}

/** The upserter without servers: what reads hands its deliveries to `intake`. */
export interface ComposedUpserter {
  readonly intake: EventIntake;
  readonly guard: DecodeGuard;
  readonly pipeline: UpsertPipeline;
  readonly gate: GateKeeper;
  readonly persistence: Persistence;
  /** Takes up nothing more and waits for what is under way, up to the deadline. */
  finish(deadlineMs: number): Promise<void>;
}

/** How long a claim is leased, milliseconds: it outlasts the request. */
export function leaseOf(settings: Settings<'LND_TIMEOUT' | 'LEASE_MARGIN'>): number {
  return settings.LND_TIMEOUT + settings.LEASE_MARGIN;
}

/**
 * Puts the upserter's parts together over ports that somebody else has bound: the composition root to real servers,
 * the simulation to their twins. Nothing in here or below knows which.
 */
export async function composeUpserter(
  settings: Settings<WorkingSetting>,
  ports: UpserterPorts,
): Promise<ComposedUpserter> {
  const { contract, topology, producer, directory, ledger, managerWaits, board, clock, logger, metrics } = ports;
  const { encodeOutcome } = ports;
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
  const pipeline = new UpsertPipeline(
    {
      concurrency: settings.UPSERT_CONCURRENCY,
      timeoutMs: settings.LND_TIMEOUT,
      leaseMs: leaseOf(settings),
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
  const guard = new DecodeGuard(ports.decodeMarks, { group: 'upserter', window: MAX_UNSETTLED });
  const intake = new EventIntake({
    decode: ports.decode,
    ...(ports.decodeNow === undefined ? {} : { decodeNow: ports.decodeNow }),
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
      encode: ports.encodeCondition,
      topic: topology.topic('ops.conditions'),
      persistence,
      clock,
      logger,
    },
  );
  const references = new ManagerReferences({ waits: managerWaits, producer, topic: topics.retries[0]!, clock, logger });
  references.start();
  return {
    intake,
    guard,
    pipeline,
    gate,
    persistence,
    async finish(deadlineMs) {
      intake.stop();
      await Promise.all([pipeline.stop(deadlineMs), references.stop()]);
      persistence.stop();
      await announcer.stop();
    },
  };
}
