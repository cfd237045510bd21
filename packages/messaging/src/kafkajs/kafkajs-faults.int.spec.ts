import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { createBreakableSockets } from '../../test/breakable-sockets.js';
import { eventually, silentLogger, testStack } from '../../test/test-stack.js';
import type { Broker, Delivery } from '../broker.js';
import { createKafkaBroker } from './create-kafka-broker.js';

const { Kafka, logLevel } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');
const brokers = [testStack().kafka];
const prefix = `faults-${randomBytes(4).toString('hex')}.`;
const tool = createKafkaBroker({ brokers, clientId: 'faults-tool', logger: silentLogger });
const opened: Broker[] = [];
let topics = 0;

const newTopic = async (partitions = 1) => {
  const topic = `${prefix}${(topics += 1)}`;
  await tool.admin.createTopic({ topic, partitions, replicationFactor: 1, config: {} });
  return topic;
};
const breakable = () => {
  const sockets = createBreakableSockets();
  const broker = createKafkaBroker({
    brokers,
    clientId: 'faults',
    logger: silentLogger,
    socketFactory: sockets.factory,
  });
  opened.push(broker);
  return { sockets, broker };
};
const record = (topic: string, value: string) => ({ topic, key: Buffer.from('k'), value: Buffer.from(value) });
const valuesOn = async (topic: string) => {
  const values: string[] = [];
  for await (const { value } of tool.read(topic)) values.push(value!.toString());
  return values;
};

afterEach(async () => {
  await Promise.all(opened.splice(0).map((broker) => broker.close(500)));
});
afterAll(async () => {
  for (const topic of (await tool.admin.listTopics()).filter((name) => name.startsWith(prefix)))
    await tool.admin.deleteTopic(topic);
  await tool.close(1_000);
});

describe('a producer whose broker', () => {
  it('hangs gives up at its deadline, and its successor writes at once', async () => {
    const topic = await newTopic();
    const { sockets, broker } = breakable();
    const producer = await broker.producer();
    await producer.send([record(topic, 'before')]);
    sockets.freeze();
    const started = Date.now();
    await expect(producer.send([record(topic, 'hanging')], { deadlineMs: 700 })).rejects.toMatchObject({
      code: 'LOCKSTEP_BROKER_UNAVAILABLE',
      disposition: 'pause',
    });
    expect(Date.now() - started).toBeLessThan(1_500);
    await producer.send([record(topic, 'after')], { deadlineMs: 5_000 });
    expect(await valuesOn(topic)).toEqual(['before', 'after']);
  });

  it('is away waits for it until the deadline, and loses nothing when it comes back in time', async () => {
    const topic = await newTopic();
    const { sockets, broker } = breakable();
    const producer = await broker.producer();
    await producer.send([record(topic, 'before')]);
    sockets.away();
    const gaveUp = producer.send([record(topic, 'gave up')], { deadlineMs: 500 });
    const waited = producer.send([record(topic, 'waited')], { deadlineMs: 15_000 });
    await expect(gaveUp).rejects.toMatchObject({ code: 'LOCKSTEP_BROKER_UNAVAILABLE' });
    sockets.restore();
    await waited;
    expect(await valuesOn(topic)).toContain('waited');
  });

  it('was not there at its birth works as soon as it is', async () => {
    const topic = await newTopic();
    const { sockets, broker } = breakable();
    sockets.away();
    const producer = await broker.producer();
    sockets.restore();
    await producer.send([record(topic, 'late')]);
    expect(await valuesOn(topic)).toEqual(['late']);
  });

  it('finds a record too large refuses that one alone', async () => {
    const topic = await newTopic();
    const { broker } = breakable();
    const producer = await broker.producer();
    const huge = producer.send([{ topic, key: null, value: Buffer.alloc(1_200_000) }]);
    const small = producer.send([record(topic, 'small')]);
    await expect(huge).rejects.toMatchObject({ code: 'LOCKSTEP_RECORD_TOO_LARGE', disposition: 'dead_letter' });
    await small;
  });
});

describe('a subscription', () => {
  it('survives the broker being away, and goes on where it was', async () => {
    const topic = await newTopic();
    const { sockets, broker } = breakable();
    const got: string[] = [];
    const subscription = await broker.subscribe({
      topic,
      group: topic,
      commitEveryMs: 50,
      maxWaitMs: 50,
      onBatch: async (deliveries) => {
        for (const { value, done } of deliveries) {
          got.push(value!.toString());
          done();
        }
      },
    });
    const producer = await tool.producer();
    await producer.send([record(topic, '1')]);
    await eventually(
      () => got.length,
      (length) => length === 1,
    );
    await eventually(
      () => tool.admin.committed(topic, topic),
      (committed) => committed.get(0) === 1n,
    );
    sockets.away();
    // Long enough for kafkajs to give up, crash and start anew at least once.
    await eventually(
      () => subscription.health(),
      ({ detail }) => detail?.startsWith('restarting') === true,
      40_000,
    );
    await producer.send([record(topic, '2')]);
    sockets.restore();
    await eventually(
      () => got,
      (values) => values.includes('2'),
      30_000,
    );
    expect(got).toEqual(['1', '2']);
    expect(subscription.health().state).toBe('running');
  });

  it('keeps its partitions while a handler takes longer than the session', async () => {
    const topic = await newTopic(2);
    const { broker } = breakable();
    const revoked: (readonly number[])[] = [];
    const flowing: string[] = [];
    let finished = false;
    await broker.subscribe({
      topic,
      group: topic,
      onRevoked: (partitions) => void revoked.push(partitions),
      onBatch: async (deliveries) => {
        if (deliveries[0]!.partition === 0) {
          const slowUntil = Date.now() + 13_000;
          await eventually(
            () => Date.now(),
            (now) => now > slowUntil,
            20_000,
          );
          finished = true;
        } else flowing.push(...deliveries.map(({ value }) => value!.toString()));
        for (const { done } of deliveries) done();
      },
    });
    const producer = await tool.producer();
    await producer.send([{ ...record(topic, 'slow'), partition: 0 }]);
    await producer.send([{ ...record(topic, 'quick'), partition: 1 }]);
    await eventually(
      () => flowing,
      (values) => values.includes('quick'),
      5_000,
    );
    expect(finished).toBe(false);
    await eventually(() => finished, Boolean, 20_000);
    expect(revoked).toEqual([]);
  });

  it('and a reader pass over control records and aborted transactions', async () => {
    const topic = await newTopic();
    const client = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    const writer = client.producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 });
    await writer.connect();
    const transact = async (value: string, end: 'commit' | 'abort') => {
      const transaction = await writer.transaction();
      await transaction.send({ topic, messages: [{ key: 'k', value }] });
      await transaction[end]();
    };
    await transact('kept', 'commit');
    await transact('dropped', 'abort');
    await transact('kept too', 'commit');
    const { broker } = breakable();
    const got: Delivery[] = [];
    await broker.subscribe({
      topic,
      group: topic,
      commitEveryMs: 50,
      maxWaitMs: 50,
      onBatch: async (deliveries) => {
        got.push(...deliveries);
        for (const { done } of deliveries) done();
      },
    });
    await eventually(
      () => got.length,
      (length) => length === 2,
    );
    // Now a fetch brings nothing but what is dropped.
    await transact('dropped at the end', 'abort');
    await writer.disconnect();
    expect(await valuesOn(topic)).toEqual(['kept', 'kept too']);
    await eventually(
      () => tool.admin.committed(topic, topic),
      (committed) => committed.get(0) === 8n,
    );
    await (await tool.producer()).send([record(topic, 'next')]);
    await eventually(
      () => got.map(({ value }) => value!.toString()),
      (values) => values.includes('next'),
    );
    expect(got.map(({ offset }) => offset)).toEqual([0n, 4n, 8n]);
  });
});
