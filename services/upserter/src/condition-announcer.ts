import type { GateSignal, GateState, SystemCondition } from '@lockstep/domain';
import type { Producer } from '@lockstep/messaging';
import type { Clock, Logger } from '@lockstep/platform';
import type { ConditionBoard } from '@lockstep/store';
import type { GateKeeper } from './gate-keeper.js';
import type { Persistence } from './persistence.js';

export interface AnnouncerSettings {
  /** How long the gate must stay open before a pause counts as over, so that a platform that flaps is told once. Default 10 s. */
  readonly settleMs: number;
  /** How often a halted upserter looks whether a person has resumed it. Default 1 s. */
  readonly lookEveryMs: number;
}

export interface AnnouncerPorts {
  readonly board: ConditionBoard;
  readonly gate: GateKeeper;
  readonly producer: Producer;
  readonly encode: (condition: SystemCondition) => Promise<Buffer>;
  readonly topic: string;
  readonly persistence: Persistence;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Tells the world when the upserter pauses, halts and works again: once for all instances, because the board in
 * Postgres remembers what is open and what has been said. A crash in between repeats a record with the same condition
 * ID; the notifier tells each condition once.
 */
export class ConditionAnnouncer {
  private chain: Promise<void> = Promise.resolve();
  private settling: { cancel(): void } | null = null;
  private looking: { cancel(): void } | null = null;
  private stopped = false;
  /** This instance was halted since its gate last stayed open, or begins where one was: only then a halt is its to clear. */
  private knowsOfHalt: boolean;

  constructor(
    private readonly settings: AnnouncerSettings,
    private readonly ports: AnnouncerPorts,
  ) {
    this.knowsOfHalt = ports.gate.state.kind !== 'flowing';
    ports.gate.onChange((before, after, cause) => this.onChange(before, after, cause));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.settling?.cancel();
    this.looking?.cancel();
    await this.chain;
  }

  private onChange(before: GateState, after: GateState, cause: GateSignal): void {
    if (before.kind === after.kind) return;
    this.settling?.cancel();
    this.settling = null;
    if (after.kind === 'flowing') {
      this.settling = this.ports.clock.setTimer(this.settings.settleMs, () => this.enqueue(() => this.clearAll()));
    } else {
      const raised = conditionOf(after, cause, this.ports.clock.now());
      this.enqueue(() => this.raise(raised));
      if (after.kind === 'halted') {
        this.knowsOfHalt = true;
        this.enqueue(() => this.waitForResume(raised));
      }
    }
  }

  /** One after the other, so that a raise is never overtaken by its clear. */
  private enqueue(step: () => Promise<void>): void {
    this.chain = this.chain.then(step).catch((thrown: unknown) => {
      this.ports.logger.error({ error: thrown }, 'condition.not_announced');
    });
  }

  private async raise(raised: SystemCondition): Promise<void> {
    const { board, persistence, logger } = this.ports;
    const { condition, announced } = await persistence.untilDone('condition', () => board.raise(raised));
    logger.warn({ ...condition, announced }, 'condition.raised');
    if (announced) return;
    await this.publish(condition);
    await persistence.untilDone('condition', () => board.announced(condition.conditionId));
  }

  private async clearAll(): Promise<void> {
    const { board, persistence, logger, clock } = this.ports;
    const kinds = this.knowsOfHalt ? (['upserter_paused', 'upserter_halted'] as const) : (['upserter_paused'] as const);
    this.knowsOfHalt = false;
    for (const kind of kinds) {
      const open = await persistence.untilDone('condition', () => board.open(kind));
      if (open === null) continue;
      const cleared = { ...open, state: 'cleared', at: clock.now(), until: null } as const;
      logger.info({ ...cleared }, 'condition.cleared');
      await this.publish(cleared);
      await persistence.untilDone('condition', () => board.close(open.conditionId, cleared.at));
    }
  }

  private async publish(condition: SystemCondition): Promise<void> {
    const { topic, encode, producer, persistence } = this.ports;
    await persistence.untilDone('publish', async () =>
      producer.send([{ topic, key: Buffer.from(condition.conditionId), value: await encode(condition) }]),
    );
  }

  /**
   * A person resumes with `lockstep upserter resume`; every halted instance sees the same request. Another instance that
   * works again clears the condition for all: who is still halted then raises it anew, or nobody could resume it.
   */
  private async waitForResume(raised: SystemCondition): Promise<void> {
    const { board, persistence } = this.ports;
    const before = await persistence.untilDone('condition', () => board.resumeRequestedAt('upserter_halted'));
    const look = async (): Promise<void> => {
      if (this.stopped || this.ports.gate.state.kind !== 'halted') return;
      const requested = await persistence.untilDone('condition', () => board.resumeRequestedAt('upserter_halted'));
      if (requested !== before) return this.ports.gate.signal({ kind: 'resumed' }, false);
      if ((await persistence.untilDone('condition', () => board.open('upserter_halted'))) === null)
        await this.raise(raised);
      this.looking = this.ports.clock.setTimer(this.settings.lookEveryMs, () => this.enqueue(look));
    };
    await look();
  }
}

function conditionOf(state: Exclude<GateState, { kind: 'flowing' }>, cause: GateSignal, now: number): SystemCondition {
  const kind = state.kind === 'halted' ? 'upserter_halted' : 'upserter_paused';
  const why = WHY[cause.kind] ?? WHY.unavailable!;
  return {
    conditionId: `${kind}:${state.since}`,
    kind,
    state: 'raised',
    service: 'upserter',
    code: why.code,
    reason: why.reason,
    since: state.since,
    at: now,
    until: state.kind === 'paused' && state.reason === 'throttled' ? state.probeAt : null,
  };
}

const WHY: Partial<Record<GateSignal['kind'], { code: string; reason: string }>> = {
  unauthorised: {
    code: 'LOCKSTEP_LND_UNAUTHORISED',
    reason: 'the learning platform refuses our credentials',
  },
  throttled: { code: 'LOCKSTEP_LND_THROTTLED', reason: 'the learning platform asks us to slow down' },
  unavailable: { code: 'LOCKSTEP_LND_OUTAGE', reason: 'the learning platform fails for everyone' },
};
