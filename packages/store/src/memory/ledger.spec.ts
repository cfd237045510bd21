import { describeLedger } from '../../test/ledger-conformance.js';
import { createMemoryLedger } from './ledger.js';

describeLedger('memory', async () => {
  let now = 1_700_000_000_000;
  const leaseMs = 30_000;
  const expireLeases = async (): Promise<void> => {
    now += leaseMs;
  };
  return { ledger: createMemoryLedger({ leaseMs, now: () => now }), leaseMs, expireLeases };
});
