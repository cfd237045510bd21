import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions, isNewer } from './version.js';

const version = fc.record({ modifiedAt: fc.nat(3), offset: fc.bigInt({ min: 0n, max: 3n }) });

describe('versions', () => {
  it('order by modification time first, then by offset', () => {
    expect(isNewer({ modifiedAt: 2, offset: 0n }, { modifiedAt: 1, offset: 9n })).toBe(true);
    expect(isNewer({ modifiedAt: 1, offset: 2n }, { modifiedAt: 1, offset: 1n })).toBe(true);
    expect(isNewer({ modifiedAt: 1, offset: 1n }, { modifiedAt: 1, offset: 1n })).toBe(false);
  });

  it('are a total order', () =>
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    ));
});
