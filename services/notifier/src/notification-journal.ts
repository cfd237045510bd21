import { randomUUID } from 'node:crypto';
import type { Notification, Producer, ValueCodec } from '@lockstep/messaging';
import type { Clock, Logger } from '@lockstep/platform';

/** What one attempt to tell a thing came to. */
export type Told = Pick<Notification, 'thing' | 'kind' | 'channel' | 'state' | 'attempts' | 'detail'>;

/** Where the notifier records what it told. */
export interface NotificationJournal {
  /** Never throws and is not waited for by those who tell: people come before the record of having told them. */
  record(told: Told): Promise<void>;
}

/**
 * Records on `notifications.sent`. A record that Kafka does not take is logged and given up: the thing itself has been
 * told, and the register in Postgres knows it.
 */
export function createNotificationJournal(
  topic: string,
  codec: Pick<ValueCodec<Notification>, 'encode'>,
  producer: Producer,
  clock: Clock,
  logger: Logger,
): NotificationJournal {
  return {
    async record(told) {
      const notification: Notification = { notificationId: randomUUID(), route: null, at: clock.now(), ...told };
      try {
        const value = await codec.encode(notification);
        await producer.send([{ topic, key: Buffer.from(told.thing), value }]);
      } catch (error) {
        logger.error(
          { error, thing: told.thing, channel: told.channel, state: told.state },
          'notification.not_recorded',
        );
      }
    },
  };
}
