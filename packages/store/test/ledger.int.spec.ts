import { afterAll, beforeAll } from '@jest/globals';
import { createPostgresLedger } from '../src/index.js';
import { describeLedger } from './ledger-conformance.js';
import { newTestDatabase } from './test-database.js';
import type { TestDatabase } from './test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await newTestDatabase();
});
afterAll(() => database.drop());

describeLedger('Postgres', async () => {
  const { pool } = database;
  await pool.query({ text: 'TRUNCATE lockstep.ledger_employees, lockstep.ledger_events' });
  const leaseMs = 30_000;
  return {
    ledger: createPostgresLedger(pool, { leaseMs }),
    leaseMs,
    async expireLeases() {
      await pool.query({
        text: `UPDATE lockstep.ledger_employees SET claim_until = clock_timestamp() WHERE claim_until IS NOT NULL`,
      });
    },
  };
});
