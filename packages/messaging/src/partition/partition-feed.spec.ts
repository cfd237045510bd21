import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from '@lockstep/platform';
import fc from 'fast-check';
import type { Delivery, Hold, StoredRecord } from '../broker.js';
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

function setUp(maxUnsettled = 1_000) {
  const clock = createVirtualClock();
  const got: Delivery[] = [];
  const events: string[] = [];
  let answer: (deliveries: readonly Delivery[]) => Hold | undefined = () => undefined;
  const feed = new PartitionFeed(
    {
      maxUnsettled,
      clock,
      onBatch: async (deliveries) => {
        got.push(...deliveries);
        return answer(deliveries);
      },
      onFull: () => void events.push('full'),
      onRoom: () => void events.push('room'),
      onCrash: (thrown) => void events.push(`crash ${String(thrown)}`),
      onSettled: () => undefined,
    },
    0n,
  );
  return { clock, feed, got, events, answerWith: (next: typeof answer) => void (answer = next) };
}
const settled = (clock: { advance(ms: number): Promise<void> }) => clock.advance(0);

describe('one partition during one assignment', () => {
  it('never lets the low-water mark pass a record that is not done, whatever the order, and reaches the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...Array(30).keys()], { minLength: 0 }), async (order) => {
        const { clock, feed, got } = setUp();
        feed.accept(records(0, 30), 30n);
        await settled(clock);
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
    const { clock, feed, got } = setUp();
    feed.accept([record(3), record(7)], 12n);
    await settled(clock);
    expect(feed.lowWater).toBe(3n);
    got[0]!.done();
    expect(feed.lowWater).toBe(7n);
    got[1]!.done();
    expect(feed.lowWater).toBe(12n);
  });

  it('says when it is full and when there is room for half again', async () => {
    const { clock, feed, got, events } = setUp(10);
    feed.accept(records(0, 14), 14n);
    await settled(clock);
    expect([events, got.length]).toEqual([['full'], 10]);
    for (const delivery of got.slice(0, 8)) delivery.done();
    expect(events).toEqual(['full']);
    got[8]!.done();
    expect(events).toEqual(['full', 'room']);
    await settled(clock);
    expect(got.map(({ offset }) => Number(offset))).toEqual([...Array(14).keys()]);
  });

  it('keeps memory of what is done no longer than it must', async () => {
    const { clock, feed, got } = setUp(100_000);
    feed.accept(records(0, 5_000), 5_000n);
    await settled(clock);
    for (const delivery of got) delivery.done();
    expect((feed as unknown as { taken: unknown[] }).taken.length).toBeLessThan(3_000);
    expect(feed.lowWater).toBe(5_000n);
  });

  it('hands a held record over again at its time, as a new delivery, and nothing behind it before', async () => {
    const { clock, feed, got, answerWith } = setUp();
    const dueAt = clock.now() + 60_000;
    answerWith(() => (clock.now() < dueAt ? { offset: 1n, until: dueAt } : undefined));
    feed.accept(records(0, 3), 3n);
    await settled(clock);
    feed.accept(records(3, 1), 4n);
    await clock.advance(59_999);
    expect(got.map(({ offset }) => offset)).toEqual([0n, 1n, 2n]);
    got[2]!.done();
    got[0]!.done();
    expect([feed.lowWater, feed.open]).toEqual([1n, 0]);
    await clock.advance(1);
    expect(got.slice(3).map(({ offset }) => offset)).toEqual([1n, 2n, 3n]);
    for (const delivery of got.slice(3)) delivery.done();
    expect(feed.lowWater).toBe(4n);
  });

  it('does not hand a record over again that was done before the hold was answered', async () => {
    const { clock, feed, got, answerWith } = setUp();
    answerWith((deliveries) => {
      answerWith(() => undefined);
      deliveries[2]!.done();
      return { offset: 1n, until: clock.now() + 10 };
    });
    feed.accept(records(0, 3), 3n);
    await clock.advance(10);
    expect(got.slice(3).map(({ offset }) => offset)).toEqual([1n]);
    got[0]!.done();
    got[3]!.done();
    expect([feed.lowWater, feed.open]).toEqual([3n, 0]);
  });

  it('is deaf after it was taken away', async () => {
    const { clock, feed, got, answerWith } = setUp();
    answerWith(() => ({ offset: 1n, until: clock.now() + 10 }));
    feed.accept(records(0, 2), 2n);
    await settled(clock);
    feed.revoke();
    got[0]!.done();
    feed.accept(records(2, 5), 7n);
    await clock.advance(1_000);
    expect([got.length, got[0]!.isStale(), feed.lowWater, clock.pending()]).toEqual([2, true, 0n, []]);
  });

  it('reports a handler that throws and hands over nothing more', async () => {
    const { clock, feed, got, events, answerWith } = setUp();
    answerWith(() => {
      throw new Error('broken');
    });
    feed.accept(records(0, 1), 1n);
    feed.accept(records(1, 1), 2n);
    await settled(clock);
    expect(events).toEqual(['crash Error: broken']);
    expect(got.length).toBe(1);
  });
});
