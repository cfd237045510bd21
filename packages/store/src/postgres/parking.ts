import type { ParkedRecord, Parking } from '../ledger.js';
import type { DatabasePool } from './pool.js';

/** Any number nobody else uses on this database; transaction-scoped, so that it cannot outlive its holder. */
const DRAIN_LOCK = 4_771_001;

const PARK = `
  INSERT INTO lockstep.parked_records (topic, key, value, headers)
  SELECT topic, key, value, headers
  FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::jsonb[]) WITH ORDINALITY AS r (topic, key, value, headers, place)
  ORDER BY place`;
const OLDEST = 'SELECT position, topic, key, value, headers FROM lockstep.parked_records ORDER BY position LIMIT $1';
const DELETE = 'DELETE FROM lockstep.parked_records WHERE position = ANY ($1::bigint[])';
/** A drainer that hangs (a stopped process) must not hold the lock for ever; publishing has its own, shorter deadline. */
const LIMIT_IDLE = "SET LOCAL idle_in_transaction_session_timeout = '60s'";

interface ParkedRow {
  readonly position: string;
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer;
  readonly headers: Record<string, string>;
}

/** The parking shared by all instances of ingest. */
export function createPostgresParking(pool: DatabasePool): Parking {
  return {
    async park(records) {
      if (records.length === 0) return;
      const values = [
        records.map((record) => record.topic),
        records.map((record) => record.key),
        records.map((record) => record.value),
        records.map((record) => JSON.stringify(record.headers)),
      ];
      await pool.query({ name: 'parking-park', text: PARK, values });
    },
    drain: (limit, publish) =>
      pool.withTransaction(async (query) => {
        const [lock] = await query<{ held: boolean }>({
          text: 'SELECT pg_try_advisory_xact_lock($1) AS held',
          values: [DRAIN_LOCK],
        });
        if (lock?.held !== true) return 0;
        await query({ text: LIMIT_IDLE });
        const rows = await query<ParkedRow>({ text: OLDEST, values: [limit] });
        if (rows.length === 0) return 0;
        await publish(rows.map(toParkedRecord));
        await query({ text: DELETE, values: [rows.map((row) => row.position)] });
        return rows.length;
      }),
    async count() {
      const [row] = await pool.query<{ count: string }>({ text: 'SELECT count(*) FROM lockstep.parked_records' });
      return Number(row?.count ?? 0);
    },
  };
}

function toParkedRecord(row: ParkedRow): ParkedRecord {
  return { topic: row.topic, key: row.key, value: row.value, headers: row.headers };
}
