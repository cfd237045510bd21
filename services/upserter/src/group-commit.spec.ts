import { describe, expect, it } from '@jest/globals';
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
      { maxBatch: 3, parallel: 1 },
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
      { maxBatch: 10, parallel: 1 },
    );
    const results = await Promise.allSettled([group.add(1), group.add(2)]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    fail = false;
    await expect(group.add(3)).resolves.toBe(3);
  });
});
