import type { Delivery, Subscription } from '@lockstep/messaging';
import { silentLogger, type Settings } from '@lockstep/platform';
import { createMemoryDecodeMarks, createMemoryLedger } from '@lockstep/store';
import {
  composeUpserter,
  leaseOf,
  MAX_OPEN,
  MAX_UNSETTLED,
  type ComposedUpserter,
  type WorkingSetting,
} from '@lockstep/upserter';
import type { Life } from './life.js';
import type { Simulation } from './simulation.js';

/** After its session the group gives a silent member's partitions to others. */
const SESSION_MS = 3_000;
/** Until a member that stood still hears that it has been put out. */
const HEARTBEAT_MS = 200;

/** Short delays, so that a run takes a minute of virtual time; each is a setting's value like any other. */
export function settingsOf({ plan }: Simulation): Settings<WorkingSetting> {
  return {
    SYNC_MODE: 'live',
    PUBLIC_URL: 'https://sync.example',
    LND_ADAPTER: 'generic',
    LND_RATE_LIMIT: plan.rate,
    LND_TIMEOUT: 2_000,
    LEASE_MARGIN: 1_000,
    UPSERT_CONCURRENCY: plan.concurrency,
    RETRY_DELAYS: [6_000, 6_000, 6_000],
    BREAKER_FAILURES: 3,
    BREAKER_WINDOW: 10_000,
    PROBE_INTERVAL: 1_000,
    THROTTLE_DEFAULT: 2_000,
  };
}

/** One process of the upserter: the production composition over ports that can fail, and its subscriptions. */
export class UpserterProcess {
  private composed: ComposedUpserter | null = null;
  private subscriptions: Subscription[] = [];
  /** It stood still, and does not know yet what it has lost. */
  private isUnaware = false;

  constructor(
    private readonly world: Simulation,
    readonly life: Life,
  ) {
    life.onDeath(() => this.leaveAtOnce());
  }

  /** As a service does at its start; a start that fails ends the process. */
  async start(): Promise<void> {
    try {
      this.composed = await this.compose();
      const { gate } = this.composed;
      this.world.checks.gate.gateChanged(this.life, gate.isOpen);
      gate.onChange((before, after) => {
        if (before.kind !== after.kind) this.world.checks.gate.gateChanged(this.life, after.kind === 'flowing');
      });
    } catch {
      return this.life.die('at its start');
    }
    await this.subscribe();
  }

  /** SIGTERM: finishes what is under way, commits, leaves. */
  async stop(): Promise<void> {
    await this.composed?.finish(3_000);
    if (!this.life.isAlive) return;
    await Promise.all(this.subscriptions.map((subscription) => subscription.stop(500)));
    this.life.die('after it has stopped in order');
  }

  /** SIGSTOP for so long. */
  freeze(ms: number): void {
    this.life.freeze(ms);
    if (ms < SESSION_MS) return;
    this.world.time.after(SESSION_MS, () => {
      if (!this.life.isFrozen) return;
      this.isUnaware = true;
      this.leaveAtOnce();
    });
    this.life.wake(ms + HEARTBEAT_MS, () => {
      if (!this.isUnaware) return;
      this.isUnaware = false;
      void this.subscribe();
    });
  }

  /** Why a consumer has crashed, which no fault excuses. */
  get crash(): string | null {
    return (
      this.subscriptions.map((subscription) => subscription.health()).find(({ state }) => state === 'crashed')
        ?.detail ?? null
    );
  }

  get isGateOpen(): boolean {
    return this.composed?.gate.isOpen ?? true;
  }

  private compose(): Promise<ComposedUpserter> {
    const { world, life } = this;
    const { contract, topology, codecs } = world.shared;
    const { ledger: state, managerWaits, board, decodeMarks } = world.stores;
    const settings = settingsOf(world);
    const ledger = createMemoryLedger({ leaseMs: leaseOf(settings), now: () => world.time.now, state });
    const marks = createMemoryDecodeMarks({ processId: life.name, state: decodeMarks });
    const database = <T>(what: string, effect: () => Promise<T>): Promise<T> => life.call(what, 'database', effect);
    return composeUpserter(settings, {
      contract,
      topology,
      producer: { send: (records) => world.send(life, records), close: async () => undefined },
      directory: {
        name: 'generic',
        endpoint: 'https://platform.example/learners/upsert',
        upsert: async (call, signal) => {
          const answer = await world.platform.upsert(life, call, signal, settings.LND_TIMEOUT);
          world.checks.gate.heard(life, call.employeeId, call.idempotencyKey, answer);
          return answer;
        },
        list: () => Promise.reject(new Error('nobody lists in a simulation')),
        close: async () => undefined,
      },
      ledger: {
        claim: (requests) =>
          database('claim', async () => {
            const answers = await ledger.claim(requests);
            world.story.tell(
              life.name,
              () =>
                `claims ${requests.map((request, index) => `${world.nameOf(request.eventId)} attempt ${request.attempt}: ${said(answers[index]!)}`).join(', ')}`,
            );
            return answers;
          }),
        settle: (requests) => {
          for (const { eventId, result } of requests)
            if (result.kind === 'failed') world.checks.gate.atFailure(life, eventId);
          return database('settle', async () => {
            const answers = await ledger.settle(requests);
            world.story.tell(
              life.name,
              () =>
                `settles ${requests.map((request, index) => `${world.nameOf(request.eventId)} as ${request.result.kind}: ${answers[index]!.kind}`).join(', ')}`,
            );
            return answers;
          });
        },
      },
      managerWaits: {
        add: (waits) => database('manager wait', () => managerWaits.add(waits)),
        ready: (limit) => database('ready waits', () => managerWaits.ready(limit)),
        removeSent: (waits) => database('remove waits', () => managerWaits.removeSent(waits)),
      },
      board: {
        raise: (condition) => database('raise', () => board.raise(condition)),
        announced: (id) => database('announced', () => board.announced(id)),
        open: (kind) => database('open condition', () => board.open(kind)),
        close: (id, at) => database('close condition', () => board.close(id, at)),
        requestResume: (kind, at) => database('request resume', () => board.requestResume(kind, at)),
        resumeRequestedAt: (kind) => database('resume requested', () => board.resumeRequestedAt(kind)),
      },
      decodeMarks: {
        mark: (...place) => database('mark', () => marks.mark(...place)),
        clear: (...place) => database('clear marks', () => marks.clear(...place)),
        begin: (...place) => database('begin reading', () => marks.begin(...place)),
        end: (...place) => database('end reading', () => marks.end(...place)),
      },
      decode: (value) => life.call('decode', 'registry', () => codecs.events.decode(value)),
      // Half of the runs know the schemas from the start, and the others ask the registry for every record.
      ...(world.plan.knowsSchemas ? { decodeNow: (value) => codecs.events.decodeNow(value) } : {}),
      encodeOutcome: (outcome) => codecs.outcomes.encodeNow(outcome),
      encodeCondition: (condition) => codecs.conditions.encode(condition),
      clock: life.clock,
      logger: silentLogger,
      metrics: { outcome: () => undefined, attempt: () => undefined, poison: () => undefined },
    });
  }

  private async subscribe(): Promise<void> {
    if (this.composed === null) return;
    this.leaveAtOnce();
    const { intake, guard } = this.composed;
    const { topology } = this.world.shared;
    this.subscriptions = await Promise.all(
      topology.consumersOf('upserter').map(({ name, topic, group }) => {
        const isLive = name === 'employee.events';
        return this.world.broker.subscribe({
          topic,
          group,
          maxUnsettled: MAX_UNSETTLED,
          ...(isLive ? { maxOpen: MAX_OPEN } : {}),
          onBatch: async (deliveries) => {
            for (const delivery of deliveries.map((one) => this.asSeen(one))) {
              await this.life.running();
              await (isLive ? intake.takeLive(delivery) : intake.takeRetry(delivery));
            }
          },
          onRevoked: (partitions) => {
            if (this.life.isAlive && !this.isUnaware) void guard.end(topic, partitions).catch(() => undefined);
          },
        });
      }),
    );
  }

  /** A process that stood still takes what it holds for its own until it hears otherwise. */
  private asSeen(delivery: Delivery): Delivery {
    return { ...delivery, isStale: () => !this.isUnaware && delivery.isStale() };
  }

  private leaveAtOnce(): void {
    for (const subscription of this.subscriptions) this.world.broker.kill(subscription);
  }
}

function said(answer: { readonly kind: string; readonly outcome?: string }): string {
  return answer.outcome === undefined ? answer.kind : `${answer.kind} ${answer.outcome}`;
}
