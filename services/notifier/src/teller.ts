import type { NotificationChannel } from '@lockstep/connectors';
import { failPoint, type Clock, type Logger } from '@lockstep/platform';
import type { NotificationRegister } from '@lockstep/store';
import type { NotificationJournal } from './notification-journal.js';
import type { NotifierMetrics } from './notifier-metrics.js';
import { retryDelayMs } from './retry-delay.js';
import { settledWithin } from './settled-within.js';
import type { Thing } from './thing.js';
import { Turns } from './turns.js';
import { WakeableWaits } from './wakeable-waits.js';

export interface TellerSettings {
  /** Wait after the first failed sending; doubles up to a minute. */
  readonly firstRetryMs: number;
  /** For how long a thing is this instance's to tell; longer than a sending can take. */
  readonly leaseMs: number;
  /** Sendings under way at once. Default 4. */
  readonly atOnce?: number;
}

export interface TellerPorts {
  /** The first is where people look, and its register entry is the thing's own; the others are told besides. */
  readonly channels: readonly NotificationChannel[];
  readonly register: NotificationRegister;
  readonly journal: Pick<NotificationJournal, 'record'>;
  readonly metrics: NotifierMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to 1. */
  readonly chance: () => number;
}

/** How often to ask whether a thing that somebody else is telling has been told. */
const LOOK_AGAIN_MS = 2_000;

/**
 * Tells each thing once through each channel, and goes on until it has: a failed sending waits by itself and holds up
 * nothing else. The register in Postgres decides between instances and survives a restart. A process that dies between
 * sending and writing it down is the one case in which a thing is told twice: twice is better than never.
 */
export class Teller {
  private readonly turns: Turns;
  private readonly sequences = new Map<string, Promise<unknown>>();
  private readonly stopping = new AbortController();
  private readonly waits: WakeableWaits;
  private readonly underWay = new Set<Promise<boolean>>();

  constructor(
    private readonly settings: TellerSettings,
    private readonly ports: TellerPorts,
  ) {
    this.turns = new Turns(settings.atOnce ?? 4);
    this.waits = new WakeableWaits(ports.clock);
  }

  /** Resolves with true when every channel has told it, with false when the service was stopped before. Never throws. */
  tell(thing: Thing): Promise<boolean> {
    const before = thing.sequence === undefined ? undefined : this.sequences.get(thing.sequence);
    const telling = (before ?? Promise.resolve()).then(() => this.tellAll(thing));
    this.remember(thing, telling);
    return telling;
  }

  /** Things that are not told yet. */
  get waiting(): number {
    return this.underWay.size;
  }

  /** No waiting and no new attempt any more; resolves when the sendings under way have ended, or after `deadlineMs`. */
  async stop(deadlineMs: number): Promise<void> {
    this.stopping.abort();
    this.waits.wakeAll();
    await settledWithin(this.ports.clock, deadlineMs, this.underWay);
  }

  private remember(thing: Thing, telling: Promise<boolean>): void {
    this.underWay.add(telling);
    this.ports.metrics.waiting(this.waiting);
    if (thing.sequence !== undefined) this.sequences.set(thing.sequence, telling);
    void telling.then(() => {
      this.underWay.delete(telling);
      this.ports.metrics.waiting(this.waiting);
      if (thing.sequence !== undefined && this.sequences.get(thing.sequence) === telling)
        this.sequences.delete(thing.sequence);
    });
  }

  private async tellAll(thing: Thing): Promise<boolean> {
    const told = await Promise.all(
      this.ports.channels.map((channel, index) => {
        const entry = index === 0 ? thing.message.thing : `${thing.message.thing}#${channel.name}`;
        return this.tellThrough(channel, entry, thing);
      }),
    );
    return told.every(Boolean);
  }

  private async tellThrough(channel: NotificationChannel, entry: string, thing: Thing): Promise<boolean> {
    let attempts = 0;
    while (!this.stopping.signal.aborted) {
      const step = await this.turns.run(() => this.tryOnce(channel, entry, thing, attempts + 1));
      if (step.kind === 'told') return true;
      if (step.kind === 'failed') attempts += 1;
      await this.wait(step.waitMs);
    }
    return false;
  }

  /** Never throws. */
  private async tryOnce(channel: NotificationChannel, entry: string, thing: Thing, attempt: number): Promise<Step> {
    const { register, logger } = this.ports;
    const fields = { thing: thing.message.thing, kind: thing.kind, channel: channel.name, attempt };
    try {
      if (this.stopping.signal.aborted) return { kind: 'busy', waitMs: 0 };
      if (!(await register.begin(entry, this.settings.leaseMs)))
        return (await register.isTold(entry)) ? { kind: 'told' } : { kind: 'busy', waitMs: LOOK_AGAIN_MS };
      await failPoint('notifier.begun');
      const answer = await channel.send(thing.message, new AbortController().signal);
      await failPoint('notifier.sent');
      if (answer === 'told') return await this.afterTold(entry, channel, thing, attempt);
      const waitMs = retryDelayMs(attempt, this.settings.firstRetryMs, this.ports.chance());
      logger.warn({ ...fields, error: answer, retryInMs: waitMs }, 'notification.failed');
      this.ports.metrics.failed(thing.kind, channel.name);
      await register.release(entry, waitMs);
      if (attempt === 1) this.record(thing, channel, 'failed', attempt, answer.message);
      return { kind: 'failed', waitMs };
    } catch (error) {
      const waitMs = retryDelayMs(attempt, this.settings.firstRetryMs, this.ports.chance());
      logger.error({ ...fields, error, retryInMs: waitMs }, 'notification.register_failed');
      return { kind: 'busy', waitMs };
    }
  }

  private async afterTold(entry: string, channel: NotificationChannel, thing: Thing, attempts: number): Promise<Step> {
    const { register, logger, metrics } = this.ports;
    // Here the sending must not be repeated because of Postgres: only the note of it is.
    for (let failures = 1; ; failures += 1) {
      try {
        await register.told(entry);
        break;
      } catch (error) {
        logger.error({ error, thing: thing.message.thing, channel: channel.name }, 'notification.note_failed');
        if (this.stopping.signal.aborted) break;
        await this.wait(retryDelayMs(failures, this.settings.firstRetryMs, this.ports.chance()));
      }
    }
    await failPoint('notifier.told');
    metrics.told(thing.kind, channel.name);
    logger.info({ thing: thing.message.thing, kind: thing.kind, channel: channel.name, attempts }, 'notification.sent');
    this.record(thing, channel, 'told', attempts, null);
    return { kind: 'told' };
  }

  private record(
    thing: Thing,
    channel: NotificationChannel,
    state: 'told' | 'failed',
    attempts: number,
    detail: string | null,
  ): void {
    this.ports.journal.record({
      thing: thing.message.thing,
      kind: thing.kind,
      channel: channel.name,
      state,
      attempts,
      detail,
    });
  }

  /** Ends early when the service is stopped. */
  private wait(ms: number): Promise<void> {
    return this.stopping.signal.aborted ? Promise.resolve() : this.waits.wait(ms);
  }
}

type Step = { readonly kind: 'told' } | { readonly kind: 'failed' | 'busy'; readonly waitMs: number };
