import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leaseOf } from './compose-upserter.js';

it('a lease outlasts the longest request, whatever the settings', () => {
  const ms = fc.integer({ min: 1, max: 86_400_000 });
  fc.assert(
    fc.property(ms, ms, (LND_TIMEOUT, LEASE_MARGIN) => {
      expect(leaseOf({ LND_TIMEOUT, LEASE_MARGIN })).toBeGreaterThan(LND_TIMEOUT);
    }),
  );
});
