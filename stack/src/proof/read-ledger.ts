import { createPool, readLedgerContents } from '@lockstep/store';
import type { LedgerFacts } from './facts.js';

/**
 * What the ledger of a run holds.
 * @throws LockstepError LOCKSTEP_DATABASE_UNAVAILABLE, _REFUSED, _SCHEMA
 */
export async function readLedger(databaseUrl: string): Promise<LedgerFacts> {
  const pool = createPool({ databaseUrl, max: 2, applicationName: 'lockstep-proof' });
  try {
    return await readLedgerContents(pool);
  } finally {
    await pool.close();
  }
}
