import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery, OnBatch, StoredRecord } from '../broker.js';
import { PartitionFeed } from './partition-feed.js';

const record = (offset: number): StoredRecord => ({
  topic: 't',
  partition: 0,
  offset: BigInt(offset),
  key: null,
  value: null,
  headers: {},
  timestamp: 0,
});
const records = (from: number, count: number) => Array.from({ length: count }, (_, index) => record(from + index));

function setUp(maxUnsettled = 1_000, handler: OnBatch = async () => undefined, maxOpen = maxUnsettled) {
  const got: Delivery[] = [];
  const sizes: number[] = [];
  const events: string[] = [];
  const feed = new PartitionFeed(
    {
      maxUnsettled,
      maxOpen,
      onBatch: async (deliveries) => {
        sizes.push(deliveries.length);
        got.push(...deliveries);
        await handler(deliveries);
      },
      onFull: () => void events.push('full'),
      onRoom: () => void events.push('room'),
      onCrash: (thrown) => void events.push(`crash ${String(thrown)}`),
      onSettled: () => undefined,
    },
    0n,
  );
  return { feed, got, events, sizes };
}
/** Handing over waits for nothing but promises, and those are all kept before the next turn. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('one partition during one assignment', () => {
  it('never lets the low-water mark pass a record that is not done, whatever the order, and reaches the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...Array(30).keys()], { minLength: 0 }), async (order) => {
        const { feed, got } = setUp();
        feed.accept(records(0, 30), 30n);
        await nextTurn();
        const done = new Set<number>();
        for (const index of order) {
          got[index]!.done();
          done.add(index);
          const firstOpen = [...Array(30).keys()].find((offset) => !done.has(offset)) ?? 30;
          expect(feed.lowWater).toBe(BigInt(firstOpen));
          expect(feed.open).toBe(30 - done.size);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('counts gaps (compaction, transaction markers) as passed', async () => {
    const { feed, got } = setUp();
    feed.accept([record(3), record(7)], 12n);
    await nextTurn();
    expect(feed.lowWater).toBe(3n);
    got[0]!.done();
    expect(feed.lowWater).toBe(7n);
    got[1]!.done();
    expect(feed.lowWater).toBe(12n);
  });

  it('says when it is full and when there is room for half again', async () => {
    const { feed, got, events } = setUp(10);
    feed.accept(records(0, 14), 14n);
    await nextTurn();
    expect([events, got.length]).toEqual([['full'], 10]);
    for (const delivery of got.slice(0, 8)) delivery.done();
    expect(events).toEqual(['full']);
    got[8]!.done();
    expect(events).toEqual(['full', 'room']);
    await nextTurn();
    expect(got.map(({ offset }) => Number(offset))).toEqual([...Array(14).keys()]);
  });

  it('hands over no more than may be open, and under pressure a quarter of it at a time', async () => {
    const { feed, got, sizes } = setUp(1_000, undefined, 8);
    feed.accept(records(0, 20), 20n);
    await nextTurn();
    expect([sizes, feed.open]).toEqual([[8], 8]);
    got[3]!.done();
    await nextTurn();
    expect(sizes).toEqual([8]);
    got[5]!.done();
    await nextTurn();
    expect([sizes, feed.open]).toEqual([[8, 2], 8]);
    // The last ones come as soon as there is room for all of them.
    for (const delivery of got.slice(0, 3)) delivery.done();
    for (let index = 6; index < 18; index += 1) {
      await nextTurn();
      got[index]?.done();
    }
    await nextTurn();
    expect(got).toHaveLength(20);
  });

  it('lets go of the bytes of what it has handed over, however long one record holds up the mark', async () => {
    const { feed, got } = setUp();
    feed.accept(records(0, 3), 3n);
    await nextTurn();
    got[2]!.done();
    const kept = (feed as unknown as { taken: { record: unknown }[] }).taken.map(({ record }) => record);
    expect([kept, feed.lowWater]).toEqual([[null, null, null], 0n]);
  });

  it('keeps memory of what is done no longer than it must', async () => {
    const { feed, got } = setUp(100_000);
    feed.accept(records(0, 5_000), 5_000n);
    await nextTurn();
    for (const delivery of got) delivery.done();
    expect((feed as unknown as { taken: unknown[] }).taken.length).toBeLessThan(3_000);
    expect(feed.lowWater).toBe(5_000n);
  });

  it('hands nothing over while the handler has not returned, and then what came meanwhile, at once', async () => {
    const returns: (() => void)[] = [];
    const { feed, got } = setUp(1_000, () => new Promise((resolve) => void returns.push(resolve)));
    feed.accept(records(0, 2), 2n);
    feed.accept(records(2, 2), 4n);
    feed.accept(records(4, 1), 5n);
    got[0]!.done();
    await nextTurn();
    expect(got.map(({ offset }) => offset)).toEqual([0n, 1n]);
    returns[0]!();
    await nextTurn();
    expect(got.map(({ offset }) => offset)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(returns.length).toBe(2);
  });

  it('hands nothing over while it is paused', async () => {
    const { feed, got } = setUp();
    feed.pause();
    feed.accept(records(0, 2), 2n);
    await nextTurn();
    expect([got.length, feed.lowWater, feed.open]).toEqual([0, 0n, 0]);
    feed.resume();
    await nextTurn();
    expect(got.map(({ offset }) => offset)).toEqual([0n, 1n]);
  });

  it('hands nothing over after its end, but what is open may still be done', async () => {
    const { feed, got } = setUp();
    feed.accept(records(0, 2), 2n);
    await nextTurn();
    feed.end();
    feed.accept(records(2, 5), 7n);
    await nextTurn();
    got[0]!.done();
    expect([got.length, got[0]!.isStale(), feed.lowWater, feed.open]).toEqual([2, false, 1n, 1]);
  });

  it('counts a record that is done twice once', async () => {
    const { feed, got } = setUp();
    feed.accept(records(0, 2), 2n);
    await nextTurn();
    got[0]!.done();
    got[0]!.done();
    expect([feed.lowWater, feed.open]).toEqual([1n, 1]);
  });

  it('is deaf after it was taken away', async () => {
    const { feed, got } = setUp();
    feed.accept(records(0, 2), 2n);
    await nextTurn();
    feed.revoke();
    got[0]!.done();
    feed.accept(records(2, 5), 7n);
    await nextTurn();
    expect([got.length, got[0]!.isStale(), feed.lowWater, feed.open]).toEqual([2, true, 0n, 2]);
  });

  it('reports a handler that throws and hands over nothing more', async () => {
    const { feed, got, events } = setUp(1_000, () => {
      throw new Error('broken');
    });
    feed.accept(records(0, 1), 1n);
    feed.accept(records(1, 1), 2n);
    await nextTurn();
    expect(events).toEqual(['crash Error: broken']);
    expect(got.length).toBe(1);
  });
});
