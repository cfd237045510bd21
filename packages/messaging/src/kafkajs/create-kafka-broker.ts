import type { Broker, Producer, SubscribeOptions, Subscription } from '../broker.js';
import { systemClock, type Clock } from '@lockstep/platform';
import type { KafkaClientSettings } from './client-settings.js';
import { KafkajsAdmin } from './kafkajs-admin.js';
import { KafkajsProducer } from './kafkajs-producer.js';
import { readTopic, type ReadOptions } from './kafkajs-reader.js';
import { KafkajsSubscription } from './kafkajs-subscription.js';

export interface KafkaBrokerSettings extends KafkaClientSettings {
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** The `Broker` port over kafkajs. Connects on first use. */
export function createKafkaBroker(settings: KafkaBrokerSettings): Broker {
  const clock = settings.clock ?? systemClock;
  const admin = new KafkajsAdmin(settings);
  const subscriptions = new Set<Subscription>();
  const producers = new Set<Producer>();
  return {
    admin,
    producer: async () => {
      const producer = new KafkajsProducer(settings, clock);
      producers.add(producer);
      await producer.connect();
      return producer;
    },
    subscribe: async (options: SubscribeOptions) => {
      const subscription = new KafkajsSubscription(settings, options, admin, clock);
      await subscription.start();
      subscriptions.add(subscription);
      return subscription;
    },
    read: (topic: string, options?: ReadOptions) => readTopic(settings, admin, topic, options),
    close: async (deadlineMs) => {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop(deadlineMs)));
      await Promise.all([...producers].map((producer) => producer.close(deadlineMs)));
      await admin.close();
    },
  };
}
