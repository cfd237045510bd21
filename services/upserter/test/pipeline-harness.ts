import type { GateState, UpsertAnswer, UpsertOutcome } from '@lockstep/domain';
import { DEFAULT_GATE_SETTINGS, LockstepError } from '@lockstep/domain';
import type { LearnerDirectory, UpsertCall } from '@lockstep/connectors';
import type { OutgoingRecord, Producer } from '@lockstep/messaging';
import type { Logger, VirtualClock } from '@lockstep/platform';
import { createVirtualClock, silentLogger } from '@lockstep/platform';
import type { Ledger, ManagerWait, ManagerWaits } from '@lockstep/store';
import { createMemoryLedger } from '@lockstep/store';
import { GateKeeper } from '../src/gate-keeper.js';
import { Persistence } from '../src/persistence.js';
import { RateLimiter } from '../src/rate-limiter.js';
import { UpsertPipeline } from '../src/upsert-pipeline.js';
import type { Work } from '../src/work.js';
import type { WorkSketch } from './work-of.js';
import { workOf } from './work-of.js';

export const TIMEOUT_MS = 10_000;
export const LEASE_MS = 15_000;
export const TOPICS = { retries: ['retry.1', 'retry.2', 'retry.3'], deadLetters: 'dlt', outcomes: 'outcomes' };

export const APPLIED: UpsertAnswer = { kind: 'applied', status: 200 };
export const DOWN: UpsertAnswer = { kind: 'unavailable', status: 503, code: 'LOCKSTEP_LND_UNAVAILABLE', reason: '503' };

/** As the broker's adapter says it: no waiting cures it. */
const TOO_LARGE = new LockstepError({
  code: 'LOCKSTEP_RECORD_TOO_LARGE',
  message: 'a record is too large while writing',
  stage: 'attempt',
  disposition: 'dead_letter',
  remedy: 'none',
});

/** How the platform answers; a promise answers when it resolves. */
export type Answering = (call: UpsertCall, nth: number) => UpsertAnswer | Promise<UpsertAnswer>;

export interface Harness {
  readonly clock: VirtualClock;
  readonly pipeline: UpsertPipeline;
  readonly gate: GateKeeper;
  readonly persistence: Persistence;
  readonly calls: UpsertCall[];
  readonly sent: OutgoingRecord[];
  readonly waits: ManagerWait[];
  readonly done: string[];
  add(sketch: WorkSketch, change?: Partial<Work>): void;
  /** Lets everything run that needs no time, then moves the time on in small steps. */
  pass(ms?: number): Promise<void>;
  outcomes(): readonly Pick<UpsertOutcome, 'eventId' | 'outcome' | 'attempt'>[];
}

export interface HarnessOptions {
  readonly answering?: Answering;
  readonly ledger?: Ledger;
  readonly clock?: VirtualClock;
  readonly gateState?: GateState;
  readonly concurrency?: number;
  readonly rate?: { tokens: number; perMs: number };
  readonly failingSends?: number;
  /** Default: logs nothing. */
  readonly logger?: Logger;
  /** What the broker never takes. Default: it takes everything. */
  readonly refuse?: (record: OutgoingRecord) => boolean;
}

/** The real pipeline over the in-memory ledger, a scripted platform, and time that only tests move. */
export function pipelineHarness(options: HarnessOptions = {}): Harness {
  const clock = options.clock ?? createVirtualClock(1_000_000);
  const calls: UpsertCall[] = [];
  const sent: OutgoingRecord[] = [];
  const waits: ManagerWait[] = [];
  const done: string[] = [];
  const answering = options.answering ?? (() => APPLIED);
  const gate = new GateKeeper(clock, DEFAULT_GATE_SETTINGS, options.gateState);
  const persistence = new Persistence(clock, silentLogger);
  const pipeline = new UpsertPipeline(
    {
      concurrency: options.concurrency ?? 8,
      timeoutMs: TIMEOUT_MS,
      leaseMs: LEASE_MS,
      retryPlan: { delaysMs: [60_000, 60_000, 60_000] },
    },
    {
      ledger: options.ledger ?? createMemoryLedger({ leaseMs: LEASE_MS, now: () => clock.now() }),
      managerWaits: waitsInto(waits),
      directory: directoryOf(calls, answering),
      producer: producerInto(sent, options.failingSends ?? 0, options.refuse),
      encodeOutcome: (outcome) =>
        Buffer.from(JSON.stringify(outcome, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))),
      withoutManager: (work) =>
        work.reference || typeof work.body?.managerId !== 'string'
          ? null
          : {
              body: { employeeId: work.event.employeeId },
              json: 'reduced',
              bodyHash: 'reduced',
              managerId: work.body.managerId,
            },
      topics: TOPICS,
      gate,
      limiter: new RateLimiter(options.rate ?? null),
      persistence,
      clock,
      logger: options.logger ?? silentLogger,
      metrics: { outcome: () => undefined, attempt: () => undefined, poison: () => undefined },
    },
  );
  const settle = async () => {
    for (let turn = 0; turn < 25; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    clock,
    pipeline,
    gate,
    persistence,
    calls,
    sent,
    waits,
    done,
    add(sketch, change = {}) {
      const work = workOf({ ...sketch, onDone: () => done.push(work.event.eventId) });
      pipeline.add({ ...work, ...change });
    },
    async pass(ms = 0) {
      await settle();
      for (let left = ms; left > 0; left -= 500) {
        await clock.advance(Math.min(500, left));
        await settle();
      }
    },
    outcomes: () =>
      sent
        .filter((record) => record.topic === TOPICS.outcomes)
        .map((record) => JSON.parse(record.value!.toString()) as UpsertOutcome)
        .map(({ eventId, outcome, attempt }) => ({ eventId, outcome, attempt })),
  };
}

function directoryOf(calls: UpsertCall[], answering: Answering): LearnerDirectory {
  return {
    name: 'scripted',
    endpoint: 'http://platform.test/learners/upsert',
    upsert(call, signal) {
      calls.push(call);
      const answer = Promise.resolve(answering(call, calls.length));
      const aborted = new Promise<UpsertAnswer>((resolve) =>
        signal.addEventListener('abort', () =>
          resolve({ kind: 'unavailable', status: null, code: 'LOCKSTEP_LND_TIMEOUT', reason: 'no answer in time' }),
        ),
      );
      return Promise.race([answer, aborted]);
    },
    list: () => Promise.resolve({ learners: [], next: null }),
    close: () => Promise.resolve(),
  };
}

export function producerInto(
  sent: OutgoingRecord[],
  failing = 0,
  refuse: (record: OutgoingRecord) => boolean = () => false,
): Producer {
  let left = failing;
  return {
    send(records) {
      if (left-- > 0) return Promise.reject(new Error('the broker is away'));
      if (records.some(refuse)) return Promise.reject(TOO_LARGE);
      sent.push(...records);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

function waitsInto(waits: ManagerWait[]): ManagerWaits {
  return {
    add(more) {
      waits.push(...more);
      return Promise.resolve();
    },
    ready: () => Promise.resolve([]),
    removeSent: () => Promise.resolve(),
  };
}
