import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from '@lockstep/platform';
import { describeBroker } from '../../test/broker-conformance.js';
import type { Delivery } from '../broker.js';
import { createMemoryBroker } from './create-memory-broker.js';

const shared = createMemoryBroker();
let topics = 0;

describeBroker('in-memory', {
  connect: () => shared,
  createTopic: async (partitions) => {
    const topic = `topic-${(topics += 1)}`;
    await shared.admin.createTopic({ topic, partitions, replicationFactor: 1, config: {} });
    return topic;
  },
  truncate: async (topic, partition, before) => shared.truncate(topic, partition, before),
  close: async () => undefined,
});

describe('the in-memory broker', () => {
  const setUp = async () => {
    const clock = createVirtualClock();
    const broker = createMemoryBroker({ clock });
    await broker.admin.createTopic({ topic: 't', partitions: 1, replicationFactor: 1, config: {} });
    const producer = await broker.producer();
    return { clock, broker, producer };
  };
  const record = { topic: 't', key: null, value: Buffer.from('v') };

  it('commits nothing more for a killed subscription', async () => {
    const { clock, broker, producer } = await setUp();
    const got: Delivery[] = [];
    const onBatch = async (deliveries: readonly Delivery[]) => {
      got.push(...deliveries);
      for (const delivery of deliveries) delivery.done();
    };
    const killed = await broker.subscribe({ topic: 't', group: 'g', onBatch });
    await producer.send([record]);
    await clock.advance(10);
    broker.kill(killed);
    await broker.subscribe({ topic: 't', group: 'g', onBatch });
    await clock.advance(10);
    expect(got.map(({ offset }) => offset)).toEqual([0n, 0n]);
  });

  it('can be away', async () => {
    const { broker, producer } = await setUp();
    broker.setAway(true);
    await expect(producer.send([record])).rejects.toMatchObject({ code: 'LOCKSTEP_BROKER_UNAVAILABLE' });
    broker.setAway(false);
    await producer.send([record]);
    expect(await broker.admin.offsets('t')).toEqual([{ partition: 0, start: 0n, end: 1n }]);
  });
});
