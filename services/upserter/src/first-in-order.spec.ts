import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FirstInOrder } from './first-in-order.js';

describe('what is taken first', () => {
  it('is what came first and is still there, as an ordered list would have it', () => {
    const item = fc.integer({ min: 0, max: 9 });
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const), item }),
      fc.record({ do: fc.constant('delete' as const), item }),
      fc.record({ do: fc.constantFrom('take' as const, 'clear' as const), item }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new FirstInOrder<number>();
        let model: number[] = [];
        for (const { do: what, item } of steps) {
          if (what === 'add' && !model.includes(item)) model.push(item);
          if (what === 'delete') model = model.filter((other) => other !== item);
          if (what === 'clear') model = [];
          if (what === 'take') expect(queue.take()).toBe(model.shift());
          else queue[what](item);
          expect(queue.size).toBe(model.length);
        }
      }),
    );
  });
});
