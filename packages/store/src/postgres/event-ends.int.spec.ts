import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClaimRequest } from '@lockstep/domain';
import { newTestDatabase, type TestDatabase } from '../../test/test-database.js';
import { readEventEnds } from './event-ends.js';
import { createPostgresLedger } from './ledger.js';

const request = (eventId: string, modifiedAt: number, intent: ClaimRequest['intent']): ClaimRequest => ({
  employeeId: '4711',
  eventId,
  version: { modifiedAt, offset: BigInt(modifiedAt) },
  attempt: 1,
  replay: 0,
  intent,
  bodyHash: intent === 'call' ? 'a'.repeat(64) : null,
  force: false,
  reference: false,
});

describe('how events ended', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await newTestDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });

  it('is told per event, with whether a newer version was tried since', async () => {
    const { pool } = database;
    const ledger = createPostgresLedger(pool, { leaseMs: 1_000 });
    const [claimed] = await ledger.claim([request('first', 1, 'call')]);
    if (claimed?.kind !== 'claimed') throw new Error(`not claimed but ${claimed?.kind ?? 'unanswered'}`);
    const { token } = claimed;
    await ledger.settle([{ ...request('first', 1, 'call'), token, result: { kind: 'dead_lettered' } }]);
    expect([...(await readEventEnds(pool, ['first', 'unheard-of']))]).toEqual([
      ['first', { replay: 0, ended: 'dead_lettered', overtaken: false }],
    ]);
    await ledger.claim([request('second', 2, 'call')]);
    expect(Object.fromEntries(await readEventEnds(pool, ['first', 'second']))).toEqual({
      first: { replay: 0, ended: 'dead_lettered', overtaken: true },
      second: { replay: 0, ended: null, overtaken: false },
    });
  });
});
