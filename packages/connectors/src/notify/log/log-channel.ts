import type { Logger } from '@lockstep/platform';
import type { NotificationChannel } from '../notification-channel.js';

/** The service's own log as a channel: what was told can be found there even when nobody reads the other one. */
export function createLogChannel(logger: Logger): NotificationChannel {
  return {
    name: 'log',
    send(message) {
      logger.warn({ thing: message.thing, title: message.title, lines: message.lines }, 'notification.told');
      return Promise.resolve('told');
    },
    close: () => Promise.resolve(),
  };
}
