import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ClaimRequest } from '@lockstep/domain';
import { newTestDatabase, type TestDatabase } from '../../test/test-database.js';
import { createPostgresLedger } from './ledger.js';
import { readLedgerContents } from './ledger-contents.js';

const request = (eventId: string, modifiedAt: number): ClaimRequest => ({
  employeeId: '4711',
  eventId,
  version: { modifiedAt, offset: BigInt(modifiedAt) },
  attempt: 1,
  replay: 0,
  intent: 'call',
  bodyHash: 'a'.repeat(64),
  force: false,
  reference: false,
});

let database: TestDatabase;
beforeAll(async () => {
  database = await newTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

it('the contents of the ledger are every event with its end and every employee with both versions', async () => {
  const { pool } = database;
  const ledger = createPostgresLedger(pool, { leaseMs: 1_000 });
  expect(await readLedgerContents(pool)).toEqual({ events: [], employees: [] });
  const [claimed] = await ledger.claim([request('first', 1)]);
  if (claimed?.kind !== 'claimed') throw new Error(`not claimed but ${claimed?.kind ?? 'unanswered'}`);
  const result = { kind: 'applied', bodyHash: 'a'.repeat(64) } as const;
  await ledger.settle([{ ...request('first', 1), token: claimed.token, result }]);
  await ledger.claim([{ ...request('second', 2), bodyHash: 'b'.repeat(64) }]);
  const { events, employees } = await readLedgerContents(pool);
  expect([...events].sort((a, b) => a.eventId.localeCompare(b.eventId))).toEqual([
    { eventId: 'first', replay: 0, ended: 'applied' },
    { eventId: 'second', replay: 0, ended: null },
  ]);
  expect(employees).toEqual([{ employeeId: '4711', newestEventId: 'second', appliedEventId: 'first' }]);
});
