import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createPostgresConditionBoard,
  createPostgresDecodeMarks,
  createPostgresLedger,
  createPostgresManagerWaits,
  createPostgresNotificationRegister,
  createPostgresParking,
} from '../src/index.js';
import type { ParkedRecord } from '../src/index.js';
import { describeConditionBoard } from './condition-board-conformance.js';
import { describeDecodeMarks } from './decode-marks-conformance.js';
import { applied, claimRequest, settleRequest, tokenOf } from './ledger-requests.js';
import { describeManagerWaits } from './manager-waits-conformance.js';
import { describeNotificationRegister } from './notification-register-conformance.js';
import { describeParking } from './parking-conformance.js';
import { newTestDatabase } from './test-database.js';
import type { TestDatabase } from './test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await newTestDatabase();
});
afterAll(() => database.drop());

async function emptied(tables: string): Promise<TestDatabase> {
  await database.pool.query({ text: `TRUNCATE ${tables}` });
  return database;
}

describeParking('Postgres', async () => {
  const { pool } = await emptied('lockstep.parked_records');
  return { parking: createPostgresParking(pool), another: createPostgresParking(pool) };
});

describe('the parking (Postgres)', () => {
  it('keeps the order also when new records take the room of old ones', async () => {
    const { pool } = await emptied('lockstep.parked_records');
    const parking = createPostgresParking(pool);
    const parked = (from: number): ParkedRecord[] =>
      Array.from({ length: 50 }, (_, n) => ({ topic: 't', key: null, value: Buffer.of(from + n), headers: {} }));
    await parking.park(parked(0));
    await parking.drain(25, async () => {});
    await pool.query({ text: 'VACUUM lockstep.parked_records' });
    await parking.park(parked(50));
    const seen: number[] = [];
    await parking.drain(100, async (records) => void seen.push(...records.map((record) => record.value[0] ?? -1)));
    expect(seen).toEqual(Array.from({ length: 75 }, (_, n) => 25 + n));
  });
});

describeManagerWaits('Postgres', async () => {
  const { pool } = await emptied('lockstep.manager_waits, lockstep.ledger_employees, lockstep.ledger_events');
  const ledger = createPostgresLedger(pool, { leaseMs: 60_000 });
  return {
    waits: createPostgresManagerWaits(pool),
    async applied(employeeId) {
      const request = claimRequest({ employeeId, eventId: `event-${employeeId}` });
      const [answer] = await ledger.claim([request]);
      await ledger.settle([settleRequest(request, tokenOf(answer), applied(request))]);
    },
  };
});

describeNotificationRegister('Postgres', async () => {
  const { pool } = await emptied('lockstep.notification_register');
  return {
    register: createPostgresNotificationRegister(pool),
    another: createPostgresNotificationRegister(pool),
    async pass(ms) {
      const text = `UPDATE lockstep.notification_register SET lease_until = lease_until - $1 * interval '1 millisecond'`;
      await pool.query({ text, values: [ms] });
    },
  };
});

describeDecodeMarks('Postgres', async () => {
  const { pool } = await emptied('lockstep.decode_tries, lockstep.decode_readers');
  let started = 0;
  return { start: () => createPostgresDecodeMarks(pool, { processId: `process-${++started}` }) };
});

describeConditionBoard('Postgres', async () => {
  const { pool } = await emptied('lockstep.system_conditions');
  return { board: createPostgresConditionBoard(pool), another: createPostgresConditionBoard(pool) };
});
