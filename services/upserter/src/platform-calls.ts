import type { UpsertAnswer } from '@lockstep/domain';
import type { LearnerDirectory } from '@lockstep/connectors';
import type { Clock } from '@lockstep/platform';
import type { GateKeeper } from './gate-keeper.js';
import { signalOf } from './requests.js';
import { Semaphore } from './semaphore.js';
import { TimeLimit } from './time-limit.js';
import type { Work } from './work.js';

/** What was sent and what came back. */
export interface Call {
  readonly answer: UpsertAnswer;
  /** Hash of the body that was answered. */
  readonly bodyHash: string;
  readonly durationMs: number;
  /** Set when the reference to the manager had to be left out. */
  readonly leftOutManager: string | null;
}

/** What is sent when the reference to the manager is left out. */
export interface ReducedBody {
  readonly body: Readonly<Record<string, unknown>>;
  readonly json: string;
  readonly bodyHash: string;
  readonly managerId: string;
}

/** The body without its manager reference; null when it has none. */
export type WithoutManager = (work: Work) => ReducedBody | null;

export interface CallLimits {
  /** After this no request may start, or its lease could end before it; by `Clock.elapsed`. */
  readonly latestStartAt: number;
  /** This request decides whether the gate opens. */
  readonly probe: boolean;
  readonly giveUp: () => boolean;
}

/** The requests to the learning platform: so many at once, each within its lease, each heard by the gate. */
export class PlatformCalls {
  private readonly slots: Semaphore;
  private readonly timeLimit: TimeLimit;

  constructor(
    settings: { readonly concurrency: number; readonly timeoutMs: number },
    private readonly ports: {
      readonly directory: LearnerDirectory;
      readonly withoutManager: WithoutManager;
      readonly gate: GateKeeper;
      readonly clock: Clock;
    },
  ) {
    this.slots = new Semaphore(settings.concurrency);
    this.timeLimit = new TimeLimit(settings.timeoutMs, ports.clock);
  }

  /** Null: no request was made, because the gate has closed, the lease is too old or the service stops. */
  async make(work: Work, limits: CallLimits): Promise<Call | null> {
    const turn = this.slots.acquire();
    if (turn !== null) await turn;
    try {
      const shut = !limits.probe && !this.ports.gate.isOpen;
      if (shut || limits.giveUp() || this.isTooLate(limits)) return null;
      return await this.call(work, limits);
    } finally {
      this.slots.release();
    }
  }

  private async call(work: Work, limits: CallLimits): Promise<Call> {
    const startedAt = this.ports.clock.elapsed();
    let sent: Omit<ReducedBody, 'managerId'> & { readonly managerId: string | null } = {
      body: work.body!,
      json: work.json!,
      bodyHash: work.bodyHash!,
      managerId: null,
    };
    const key = work.reference ? `${work.event.eventId}:manager` : work.event.eventId;
    let answer = await this.post(work, sent, key);
    if (answer.kind === 'unknown_manager') {
      // The manager never holds up the employee: the reference follows when the platform knows the manager.
      const reduced = this.ports.withoutManager(work);
      if (reduced !== null && !this.isTooLate(limits)) {
        sent = reduced;
        // Under a key of its own: the platform would answer a later full body from memory if it had seen this one.
        answer = await this.post(work, sent, `${work.event.eventId}:without-manager`);
      }
    }
    this.ports.gate.signal(signalOf(answer, work), limits.probe);
    const durationMs = Math.round(this.ports.clock.elapsed() - startedAt);
    return { answer, bodyHash: sent.bodyHash, leftOutManager: sent.managerId, durationMs };
  }

  private isTooLate(limits: CallLimits): boolean {
    return this.ports.clock.elapsed() > limits.latestStartAt;
  }

  private post(
    work: Work,
    { body, json }: Pick<ReducedBody, 'body' | 'json'>,
    idempotencyKey: string,
  ): Promise<UpsertAnswer> {
    return this.timeLimit.give((signal) =>
      this.ports.directory.upsert({ employeeId: work.event.employeeId, body, json, idempotencyKey }, signal),
    );
  }
}
