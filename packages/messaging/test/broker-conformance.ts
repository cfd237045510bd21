import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../src/broker.js';
import { partitionOfKey } from '../src/murmur2.js';
import { bytes, newGroup, numbered, openBench, valueOf, type BrokerUnderTest } from './broker-bench.js';
import { describePositions } from './broker-positions-conformance.js';
import { eventually } from './test-stack.js';

/** What every adapter of the `Broker` port must do. */
export function describeBroker(name: string, under: BrokerUnderTest): void {
  describe(`the ${name} broker`, () => {
    const bench = openBench(under);
    const { connect, send, collect, committed } = bench;

    it('hands over what was written, in order, byte for byte', async () => {
      const topic = await under.createTopic(1);
      const odd = Buffer.from([0, 255, 128, 10]);
      await send([
        { topic, key: odd, value: odd, headers: { binary: odd, text: 'é' } },
        { topic, key: null, value: bytes('no key') },
        { topic, key: bytes('gone'), value: null },
        { topic, key: bytes(''), value: bytes('') },
      ]);
      const { got } = await collect({ topic });
      await eventually(
        () => got.length,
        (length) => length === 4,
      );
      expect(got.map(({ offset, key, value, partition }) => ({ offset, key, value, partition }))).toEqual([
        { offset: 0n, key: odd, value: odd, partition: 0 },
        { offset: 1n, key: null, value: bytes('no key'), partition: 0 },
        { offset: 2n, key: bytes('gone'), value: null, partition: 0 },
        { offset: 3n, key: bytes(''), value: bytes(''), partition: 0 },
      ]);
      expect(got[0]!.headers).toEqual({ binary: odd, text: bytes('é') });
      expect(Math.abs(got[0]!.timestamp - Date.now())).toBeLessThan(60_000);
    });

    it('puts a key where JVM clients put it', async () => {
      const topic = await under.createTopic(12);
      const keys = Array.from({ length: 50 }, (_, index) => bytes(`employee-${index}`));
      await send(keys.map((key) => ({ topic, key, value: bytes('v') })));
      const { got } = await collect({ topic });
      await eventually(
        () => got.length,
        (length) => length === 50,
      );
      for (const { key, partition } of got) expect(partition).toBe(partitionOfKey(key!, 12));
    });

    it('keeps the order of concurrent sends of one caller', async () => {
      const topic = await under.createTopic(1);
      const producer = await connect().producer();
      await Promise.all(numbered(topic, 500).map((record) => producer.send([record])));
      const { got } = await collect({ topic });
      await eventually(
        () => got.length,
        (length) => length === 500,
      );
      expect(got.map(valueOf)).toEqual(numbered(topic, 500).map(({ value }) => value!.toString()));
    });

    it('commits the low-water mark of records that are done in any order', async () => {
      const topic = await under.createTopic(1);
      const group = newGroup();
      await send(numbered(topic, 5));
      let told = 0;
      const { got } = await collect({ topic, group, keepOpen: true, onCommitted: () => told++ });
      await eventually(
        () => got.length,
        (length) => length === 5,
      );
      // Nothing is done: what the first round commits is where reading began.
      await eventually(
        () => told,
        (times) => times === 1,
      );
      expect((await committed(group, topic))[0]).toBe(0n);
      for (const index of [1, 2, 4]) got[index]!.done();
      got[0]!.done();
      got[0]!.done();
      await eventually(
        () => committed(group, topic),
        (offsets) => offsets[0] === 3n,
      );
      await eventually(
        () => told,
        (times) => times === 2,
      );
      got[3]!.done();
      await eventually(
        () => committed(group, topic),
        (offsets) => offsets[0] === 5n,
      );
      await eventually(
        () => told,
        (times) => times === 3,
      );
    });

    it('hands over again what was not done when it stopped, and nothing that was below', async () => {
      const topic = await under.createTopic(1);
      const group = newGroup();
      await send(numbered(topic, 4));
      const first = await collect({ topic, group, keepOpen: true });
      await eventually(
        () => first.got.length,
        (length) => length === 4,
      );
      first.got[0]!.done();
      first.got[2]!.done();
      const started = Date.now();
      await first.subscription.stop(300);
      expect(Date.now() - started).toBeGreaterThanOrEqual(250);
      expect(Date.now() - started).toBeLessThan(3_500);
      expect(first.subscription.health().state).toBe('stopped');
      expect(first.got[1]!.isStale()).toBe(true);
      const second = await collect({ topic, group });
      await eventually(
        () => second.got.length,
        (length) => length === 3,
      );
      expect(second.got.map(valueOf)).toEqual(['1', '2', '3']);
    });

    it('waits at stop for what is open, and no longer than that', async () => {
      const topic = await under.createTopic(1);
      const group = newGroup();
      await send(numbered(topic, 1));
      const { got, subscription } = await collect({ topic, group, keepOpen: true });
      await eventually(
        () => got.length,
        (length) => length === 1,
      );
      const stopped = subscription.stop(20_000);
      got[0]!.done();
      await stopped;
      expect(await committed(group, topic)).toEqual({ 0: 1n });
    });

    it('crashes, with the reason, when a handler throws; the records come again to the next', async () => {
      const topic = await under.createTopic(1);
      const group = newGroup();
      await send(numbered(topic, 3));
      const broken = await collect({
        topic,
        group,
        onBatch: async (deliveries) => {
          deliveries[0]!.done();
          throw new TypeError('handler is broken');
        },
      });
      const health = await eventually(
        () => broken.subscription.health(),
        ({ state }) => state === 'crashed',
      );
      expect(health.detail).toMatch(/TypeError: handler is broken/);
      await broken.subscription.stop(500);
      expect(broken.subscription.health().state).toBe('crashed');
      const next = await collect({ topic, group });
      await eventually(
        () => next.got.map(valueOf),
        (values) => values.length === 2,
      );
      expect(next.got.map(valueOf)).toEqual(['1', '2']);
    });

    it('never has more than maxUnsettled records open, and goes on as they are done', async () => {
      const topic = await under.createTopic(1);
      await send(numbered(topic, 300));
      const open: Delivery[] = [];
      let most = 0;
      let total = 0;
      const { subscription } = await collect({
        topic,
        maxUnsettled: 20,
        onBatch: async (deliveries) => {
          open.push(...deliveries);
          total += deliveries.length;
          most = Math.max(most, open.length);
        },
      });
      await eventually(
        () => open.length,
        (length) => length === 20,
      );
      expect(subscription.health().unsettled).toBe(20);
      await eventually(
        () => {
          for (const delivery of open.splice(0, 7)) delivery.done();
          return total;
        },
        (count) => count === 300,
      );
      expect(most).toBeLessThanOrEqual(20);
    });

    it('goes on with the other partitions while one is full', async () => {
      const topic = await under.createTopic(2);
      await send(numbered(topic, 10, { partition: 0 }));
      const got: Delivery[] = [];
      await collect({
        topic,
        maxUnsettled: 5,
        onBatch: async (deliveries) => {
          got.push(...deliveries);
          for (const { partition, done } of deliveries) if (partition === 1) done();
        },
      });
      const seen = () => [0, 1].map((partition) => got.filter((delivery) => delivery.partition === partition).length);
      await eventually(seen, ([full]) => full === 5);
      await send(numbered(topic, 50, { partition: 1 }));
      await eventually(seen, ([, others]) => others === 50);
      expect(seen()).toEqual([5, 50]);
    });

    it('hands over every record of a big backlog once, in order per partition', async () => {
      const topic = await under.createTopic(6);
      const value = Buffer.alloc(200, 65);
      const records = Array.from({ length: 20_000 }, (_, index) => ({ topic, key: bytes(`k${index % 997}`), value }));
      await send(records);
      const next = new Map<number, bigint>();
      let count = 0;
      await collect({
        topic,
        onBatch: async (deliveries) => {
          for (const { partition, offset, done } of deliveries) {
            if (offset !== (next.get(partition) ?? 0n)) throw new Error(`${partition}/${offset} out of turn`);
            next.set(partition, offset + 1n);
            done();
          }
          count += deliveries.length;
        },
      });
      await eventually(
        () => count,
        (seen) => seen >= 20_000,
        30_000,
      );
      expect(count).toBe(20_000);
    });

    it('takes nothing while paused, also across a rebalance, and goes on after', async () => {
      const topic = await under.createTopic(2);
      const group = newGroup();
      const first = await collect({ topic, group });
      await eventually(
        () => first.subscription.health(),
        ({ state }) => state === 'running',
      );
      first.subscription.pause();
      const second = await collect({ topic, group });
      second.subscription.pause();
      await eventually(
        () => first.subscription.health().assigned,
        (assigned) => assigned.length === 1,
      );
      await send([...numbered(topic, 1, { partition: 0 }), ...numbered(topic, 1, { partition: 1 })]);
      // Something else going through shows that there was time enough.
      const witness = await collect({ topic });
      await eventually(
        () => witness.got.length,
        (length) => length === 2,
      );
      expect([first.got.length, second.got.length]).toEqual([0, 0]);
      first.subscription.resume();
      second.subscription.resume();
      await eventually(
        () => first.got.length + second.got.length,
        (length) => length === 2,
      );
    });

    it('shares the partitions with a second member; what was open comes again, its old deliveries are stale', async () => {
      const topic = await under.createTopic(4);
      const group = newGroup();
      await send([0, 1, 2, 3].flatMap((partition) => numbered(topic, 3, { partition })));
      const revoked: number[][] = [];
      const first = await collect({
        topic,
        group,
        keepOpen: true,
        // Only the rebalance itself can have committed what is done.
        commitEveryMs: 600_000,
        onRevoked: (partitions) => void revoked.push([...partitions]),
      });
      await eventually(
        () => first.got.length,
        (length) => length === 12,
      );
      const old = [...first.got];
      for (const delivery of old) if (delivery.offset === 0n) delivery.done();
      const second = await collect({ topic, group, keepOpen: true });
      await eventually(
        () => [first.subscription.health().assigned, second.subscription.health().assigned],
        ([a, b]) => a!.length === 2 && b!.length === 2,
      );
      expect(revoked[0]!.toSorted()).toEqual([0, 1, 2, 3]);
      expect(old.every((delivery) => delivery.isStale())).toBe(true);
      for (const delivery of old) delivery.done();
      const again = () => [...first.got.slice(12), ...second.got];
      await eventually(
        () => again().length,
        (length) => length === 8,
      );
      expect(
        again()
          .map(({ partition, offset }) => `${partition}/${offset}`)
          .toSorted(),
      ).toEqual([0, 1, 2, 3].flatMap((partition) => [`${partition}/1`, `${partition}/2`]));
      expect(again().some((delivery) => delivery.isStale())).toBe(false);
      expect(await committed(group, topic)).toEqual({ 0: 1n, 1: 1n, 2: 1n, 3: 1n });
      await first.subscription.stop(0);
      await eventually(
        () => second.subscription.health().assigned,
        (assigned) => assigned.length === 4,
      );
    });

    describePositions(bench);
  });
}
