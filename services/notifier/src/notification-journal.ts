import { randomUUID } from 'node:crypto';
import type { Notification, Producer, ValueCodec } from '@lockstep/messaging';
import type { Clock, Logger } from '@lockstep/platform';
import { retryDelayMs } from './retry-delay.js';
import { settledWithin } from './settled-within.js';
import { WakeableWaits } from './wakeable-waits.js';

/** What one attempt to tell a thing came to. */
export type Told = Pick<Notification, 'thing' | 'kind' | 'channel' | 'state' | 'attempts' | 'detail'>;

export interface JournalPorts {
  /** Full name of `notifications.sent`. */
  readonly topic: string;
  readonly codec: Pick<ValueCodec<Notification>, 'encode'>;
  readonly producer: Pick<Producer, 'send'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Wait after the first failed writing; doubles up to a minute. */
const FIRST_RETRY_MS = 1_000;
const CLOSING_RETRY_MS = 200;

/**
 * Records on `notifications.sent` what was told. Nobody waits for it: people come before the record of having told
 * them. While Kafka is away it goes on trying, under the same ID, so that readers can drop a repeat.
 */
export class NotificationJournal {
  private readonly open = new Set<Promise<void>>();
  private readonly waits: WakeableWaits;
  private closing = false;
  private stopped = false;

  constructor(private readonly ports: JournalPorts) {
    this.waits = new WakeableWaits(ports.clock);
  }

  record(told: Told): void {
    const { clock } = this.ports;
    const writing = this.write({ notificationId: randomUUID(), route: null, at: clock.now(), ...told });
    this.open.add(writing);
    void writing.then(() => this.open.delete(writing));
  }

  /** Tries at once what waits, and gives up what Kafka does not take before the deadline. */
  async close(deadlineMs: number): Promise<void> {
    this.closing = true;
    this.waits.wakeAll();
    await settledWithin(this.ports.clock, deadlineMs, this.open);
    this.stopped = true;
    this.waits.wakeAll();
  }

  /** Never throws. */
  private async write(notification: Notification): Promise<void> {
    const { topic, codec, producer, logger } = this.ports;
    const { thing, channel, state } = notification;
    for (let failures = 1; ; failures += 1) {
      try {
        const value = await codec.encode(notification);
        await producer.send([{ topic, key: Buffer.from(thing), value }]);
        return;
      } catch (error) {
        logger.error({ error, thing, channel, state, failures, givenUp: this.stopped }, 'notification.not_recorded');
        if (this.stopped) return;
        await this.waits.wait(this.closing ? CLOSING_RETRY_MS : retryDelayMs(failures, FIRST_RETRY_MS, 1));
      }
    }
  }
}
