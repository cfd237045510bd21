import { toLockstepError } from '@lockstep/domain';
import type { Delivery } from '@lockstep/messaging';
import type { Clock, Logger } from '@lockstep/platform';
import { retryDelayMs } from './retry-delay.js';
import type { Teller } from './teller.js';
import { unreadableMessage } from './texts/unreadable-message.js';
import type { Thing } from './thing.js';

/** Makes a thing of a record. @throws LockstepError: `pause` while the registry is away, `dead_letter` for what is unreadable */
export type ReadThing = (delivery: Delivery) => Thing | Promise<Thing>;

/** Takes records over from a subscription: each is read, told, and done only when it has been told. */
export class TakeOver {
  private stopped = false;

  constructor(
    private readonly teller: Teller,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly readAgainMs: number,
  ) {}

  /** Returns at once. Never throws. */
  take(deliveries: readonly Delivery[], read: ReadThing): void {
    for (const delivery of deliveries) void this.takeOne(delivery, read);
  }

  stop(): void {
    this.stopped = true;
  }

  private async takeOne(delivery: Delivery, read: ReadThing): Promise<void> {
    const thing = await this.readUntilDone(delivery, read);
    if (thing !== null && (await this.teller.tell(thing))) delivery.done();
  }

  private async readUntilDone(delivery: Delivery, read: ReadThing): Promise<Thing | null> {
    const { topic, partition, offset, timestamp } = delivery;
    for (let failures = 1; !this.stopped && !delivery.isStale(); failures += 1) {
      try {
        return await read(delivery);
      } catch (thrown) {
        const error = toLockstepError(thrown, 'before');
        this.logger.error({ error, topic, partition, offset, failures }, 'notification.unreadable');
        if (error.disposition === 'dead_letter') {
          return {
            kind: 'unreadable',
            message: unreadableMessage({ topic, partition, offset, timestamp, errorCode: error.code }),
          };
        }
        const waitMs = retryDelayMs(failures, this.readAgainMs, 1);
        await new Promise<void>((resolve) => this.clock.setTimer(waitMs, resolve));
      }
    }
    return null;
  }
}
