import { LockstepError } from '@lockstep/domain';
import { MIGRATIONS_TABLE, SCHEMA, migrationNames } from './migration-files.js';
import { MIGRATE_REMEDY } from './postgres/database-error.js';
import type { DatabasePool } from './postgres/pool.js';

/**
 * Refuses a database that lacks a migration of this code. A newer database is accepted: migrations only add until
 * every instance runs the newer code.
 * @throws LockstepError LOCKSTEP_DATABASE_SCHEMA (disposition `halt`); LOCKSTEP_DATABASE_UNAVAILABLE
 */
export async function checkSchema(pool: DatabasePool): Promise<void> {
  const [found] = await pool.query<{ known: string | null }>({
    text: 'SELECT to_regclass($1)::text AS known',
    values: [`${SCHEMA}.${MIGRATIONS_TABLE}`],
  });
  const rows =
    (found?.known ?? null) === null
      ? []
      : await pool.query<{ name: string }>({ text: `SELECT name FROM ${SCHEMA}.${MIGRATIONS_TABLE}` });
  const applied = new Set(rows.map((row) => row.name));
  const missing = (await migrationNames()).filter((name) => !applied.has(name));
  if (missing.length === 0) return;
  throw new LockstepError({
    code: 'LOCKSTEP_DATABASE_SCHEMA',
    message: `the database lacks ${missing.length} of this version's migrations: ${missing.join(', ')}`,
    stage: 'before',
    disposition: 'halt',
    remedy: MIGRATE_REMEDY,
  });
}
