import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { MIGRATIONS_DIR, MIGRATIONS_TABLE, SCHEMA } from './migration-files.js';
import { toDatabaseError } from './postgres/database-error.js';

export interface MigrateOptions {
  /** Progress, one line a call. Default: silent. */
  readonly log?: (line: string) => void;
  /** `down` takes the newest migration back (development only). Default `up`. */
  readonly direction?: 'up' | 'down';
}

/**
 * Brings the database to the version of this code, all of it or nothing. Under a lock, so that instances that start
 * together wait for each other. Needs a user who may create a schema; the services' user must not be that one.
 * @throws LockstepError LOCKSTEP_DATABASE_UNAVAILABLE, _REFUSED or _QUERY_FAILED
 */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<{ applied: string[] }> {
  const log = options.log ?? (() => {});
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'lockstep-migrate',
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const run = await runner({
      dbClient: client,
      dir: MIGRATIONS_DIR,
      schema: SCHEMA,
      createSchema: true,
      migrationsTable: MIGRATIONS_TABLE,
      direction: options.direction ?? 'up',
      singleTransaction: true,
      advisoryLockMode: 'wait',
      // The library's errors carry whole statements; ours carry the SQLSTATE.
      logger: { info: log, warn: log, error: () => {} },
    });
    return { applied: run.map((migration) => migration.name) };
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    await client.end().catch(() => {});
  }
}
