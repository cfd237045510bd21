import { expect, it } from '@jest/globals';
import type { StoredRecord } from '../src/broker.js';
import { bytes, newGroup, numbered, valueOf, type BrokerBench } from './broker-bench.js';
import { eventually } from './test-stack.js';

/** The part of the suite that is about where reading goes on: lost positions, lag, and reading without a group. */
export function describePositions({ under, main, send, collect, committed }: BrokerBench): void {
  it('reads on from the oldest record when its position is gone', async () => {
    const topic = await under.createTopic(1);
    const group = newGroup();
    await send(numbered(topic, 10));
    await main.admin.resetCommitted(group, topic, new Map([[0, 2n]]));
    await under.truncate(topic, 0, 5n);
    const { got } = await collect({ topic, group });
    await eventually(
      () => got.length,
      (length) => length === 5,
    );
    expect(got.map(({ offset }) => offset)).toEqual([5n, 6n, 7n, 8n, 9n]);
    await eventually(
      () => committed(group, topic),
      (offsets) => offsets[0] === 10n,
    );
  });

  it('reads on from the oldest record when its position goes while it reads', async () => {
    const topic = await under.createTopic(1);
    await send(numbered(topic, 3));
    const { got, subscription } = await collect({ topic });
    await eventually(
      () => got.length,
      (length) => length === 3,
    );
    subscription.pause();
    await send(numbered(topic, 7));
    await under.truncate(topic, 0, 8n);
    subscription.resume();
    await eventually(
      () => got.map(({ offset }) => offset),
      (offsets) => offsets.at(-1) === 9n,
    );
    // What was fetched before the pause reached the broker may have come along.
    expect(got.filter(({ offset }) => offset >= 8n).length).toBe(2);
  });

  it('reads from the beginning when the position is beyond the end (a topic that was recreated)', async () => {
    const topic = await under.createTopic(1);
    const group = newGroup();
    await send(numbered(topic, 3));
    await main.admin.resetCommitted(group, topic, new Map([[0, 500n]]));
    const { got } = await collect({ topic, group });
    await eventually(
      () => got.length,
      (length) => length === 3,
    );
    expect(got.map(valueOf)).toEqual(['0', '1', '2']);
  });

  it('says how far behind it is', async () => {
    const topic = await under.createTopic(2);
    await send([...numbered(topic, 4, { partition: 0 }), ...numbered(topic, 2, { partition: 1 })]);
    const { got, subscription } = await collect({ topic, keepOpen: true });
    await eventually(
      () => got.length,
      (length) => length === 6,
    );
    expect(await subscription.lag()).toBe(6n);
    for (const delivery of got) if (delivery.partition === 0) delivery.done();
    await eventually(
      () => subscription.lag(),
      (lag) => lag === 2n,
    );
  });

  it('reads a topic to the end it had, without a group', async () => {
    const topic = await under.createTopic(3);
    await send([0, 1].flatMap((partition) => numbered(topic, 50, { partition })));
    const all: StoredRecord[] = [];
    for await (const record of main.read(topic)) {
      if (all.length === 0) await send(numbered(topic, 1, { partition: 2, value: bytes('too late') }));
      all.push(record);
    }
    expect(all.length).toBe(100);
    for (const partition of [0, 1])
      expect(all.filter((record) => record.partition === partition).map(valueOf)).toEqual(
        Array.from({ length: 50 }, (_, index) => String(index)),
      );
    const some: string[] = [];
    for await (const { partition, offset } of main.read(topic, { partitions: [1], from: new Map([[1, 47n]]) }))
      some.push(`${partition}/${offset}`);
    expect(some).toEqual(['1/47', '1/48', '1/49']);
    for await (const record of main.read(await under.createTopic(1))) throw new Error(`found ${record.offset}`);
  });

  it('reads a topic that does not fit one answer', async () => {
    const topic = await under.createTopic(2);
    const value = Buffer.alloc(100_000, 65);
    for (const partition of [0, 1]) await send(numbered(topic, 60, { partition, value }));
    const offsets: bigint[][] = [[], []];
    for await (const { partition, offset } of main.read(topic)) offsets[partition]!.push(offset);
    expect(offsets).toEqual([0, 1].map(() => Array.from({ length: 60 }, (_, index) => BigInt(index))));
  });

  it('names a topic that is not there', async () => {
    const missing = { code: 'LOCKSTEP_TOPIC_MISSING', disposition: 'halt' };
    const producer = await main.producer();
    const topic = await under.createTopic(1);
    const refused = producer.send(numbered('no-such-topic', 1));
    const fine = producer.send(numbered(topic, 1));
    await expect(refused).rejects.toMatchObject(missing);
    await fine;
    await expect(collect({ topic: 'no-such-topic' })).rejects.toMatchObject(missing);
  });
}
