import { randomBytes } from 'node:crypto';
import { afterAll } from '@jest/globals';
import type { Broker, Delivery, OutgoingRecord, StoredRecord, SubscribeOptions, Subscription } from '../src/broker.js';

/** What an adapter brings to the suite. */
export interface BrokerUnderTest {
  /** A connection of its own, as another process would have. */
  connect(): Broker;
  createTopic(partitions: number): Promise<string>;
  /** Removes the records before an offset, as retention does. */
  truncate(topic: string, partition: number, before: bigint): Promise<void>;
  close(): Promise<void>;
}

export const bytes = (text: string) => Buffer.from(text);
export const newGroup = () => `conformance-${randomBytes(6).toString('hex')}`;
export const numbered = (topic: string, count: number, more: Partial<OutgoingRecord> = {}): OutgoingRecord[] =>
  Array.from({ length: count }, (_, index) => ({ topic, key: bytes('k'), value: bytes(String(index)), ...more }));
export const valueOf = (record: StoredRecord) => record.value?.toString();

/** What the parts of the suite work with. */
export type BrokerBench = ReturnType<typeof openBench>;

/** Connections that are closed after the suite, and the two things every test does: write and collect. */
export function openBench(under: BrokerUnderTest) {
  const brokers: Broker[] = [];
  const connect = () => {
    const broker = under.connect();
    brokers.push(broker);
    return broker;
  };
  const main = connect();
  const send = async (records: readonly OutgoingRecord[]) => {
    const producer = await main.producer();
    await producer.send(records);
    await producer.close(1_000);
  };
  /** Subscribes, collects what arrives and, unless told otherwise, is done with it at once. */
  const collect = async (
    options: Partial<SubscribeOptions> & Pick<SubscribeOptions, 'topic'> & { readonly keepOpen?: boolean },
    broker = connect(),
  ) => {
    const { keepOpen = false, ...rest } = options;
    const got: Delivery[] = [];
    const subscription: Subscription = await broker.subscribe({
      group: newGroup(),
      commitEveryMs: 50,
      maxWaitMs: 50,
      onBatch: async (deliveries) => {
        got.push(...deliveries);
        if (!keepOpen) for (const delivery of deliveries) delivery.done();
      },
      ...rest,
    });
    return { got, subscription };
  };
  const committed = async (group: string, topic: string) =>
    Object.fromEntries(await main.admin.committed(group, topic));

  afterAll(async () => {
    await Promise.all(brokers.map((broker) => broker.close(500)));
    await under.close();
  });
  return { under, main, connect, send, collect, committed };
}
