import { describe, expect, it } from '@jest/globals';
import { createVirtualClock, systemClock } from '@lockstep/platform';
import { GroupCommit } from './group-commit.js';

describe('group commit', () => {
  it('joins what arrives while it is busy, keeps the order of answers and the size limit', async () => {
    const batches: number[][] = [];
    const group = new GroupCommit<number, number>(
      async (numbers) => {
        batches.push([...numbers]);
        await new Promise((resolve) => setImmediate(resolve));
        return numbers.map((n) => n * 2);
      },
      { maxBatch: 3, clock: systemClock },
    );
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => group.add(n)));
    expect(answers).toEqual([2, 4, 6, 8, 10]);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('tells everyone in a batch when it fails, and goes on', async () => {
    let fail = true;
    const group = new GroupCommit<number, number>(
      (numbers) => (fail ? Promise.reject(new Error('away')) : Promise.resolve(numbers)),
      { maxBatch: 10, clock: systemClock },
    );
    const results = await Promise.allSettled([group.add(1), group.add(2)]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    fail = false;
    await expect(group.add(3)).resolves.toBe(3);
  });

  it('tells only the one whose fault it is, and asks for no more than it must', async () => {
    let statements = 0;
    const group = new GroupCommit<number, number>(
      (numbers) => {
        statements += 1;
        return numbers.includes(13) ? Promise.reject(new RangeError('13')) : Promise.resolve(numbers);
      },
      { maxBatch: 100, clock: systemClock, isOneRequestsFault: (error) => error instanceof RangeError },
    );
    const results = await Promise.allSettled(Array.from({ length: 64 }, (_, n) => group.add(n)));
    expect(results.flatMap((result, n) => (result.status === 'rejected' ? [n] : []))).toEqual([13]);
    expect(results[12]).toEqual({ status: 'fulfilled', value: 12 });
    expect(statements).toBe(13);
  });

  it('takes a lone request at once, and lingers for company only after a large batch', async () => {
    const clock = createVirtualClock(0);
    const batches: number[] = [];
    const group = new GroupCommit<number, number>(
      (numbers) => {
        batches.push(numbers.length);
        return Promise.resolve(numbers);
      },
      { maxBatch: 100, clock },
    );
    await group.add(1);
    expect(clock.now()).toBe(0);
    await Promise.all(Array.from({ length: 8 }, (_, n) => group.add(n)));
    const late = [group.add(1), group.add(2)];
    await clock.advance(1);
    expect(batches).toEqual([1, 8]);
    late.push(group.add(3));
    await clock.advance(1);
    await Promise.all(late);
    expect(batches).toEqual([1, 8, 3]);
    await group.add(4);
    expect(batches).toEqual([1, 8, 3, 1]);
  });
});
