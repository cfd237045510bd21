import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RememberedIds } from './remembered-ids.js';

describe('remembered IDs', () => {
  it('are the newest so many that came first then', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: 0, max: 12 }).map(String)),
        (limit, added) => {
          const remembered = new RememberedIds(limit);
          let expected: string[] = [];
          for (const id of added) {
            remembered.add(id);
            if (!expected.includes(id)) expected = [...expected, id].slice(-limit);
            const all = [...new Set(added)].filter((known) => remembered.has(known));
            expect([all.sort(), remembered.size]).toEqual([[...expected].sort(), expected.length]);
          }
        },
      ),
    );
  });
});
