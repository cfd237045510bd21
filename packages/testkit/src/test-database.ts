import { randomBytes } from 'node:crypto';
import { createPool, migrate } from '@lockstep/store';
import { testStack } from './test-stack.js';

/** A database of one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Ends what is still connected and removes the database. */
  drop(): Promise<void>;
}

/**
 * Makes a database that nobody else uses.
 * @param options.migrated Default true
 * @param options.server URL of the server it is made on. Default: the test stack's
 */
export async function newTestDatabase(
  options: { readonly migrated?: boolean; readonly server?: string } = {},
): Promise<TestDatabase> {
  const server = options.server ?? testStack().database;
  const name = `lockstep_test_${randomBytes(8).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  if (options.migrated !== false) await migrate(url.href);
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(server: string, statement: string): Promise<void> {
  const pool = createPool({ databaseUrl: server, max: 1, applicationName: 'lockstep-testkit' });
  try {
    await pool.query({ text: statement });
  } finally {
    await pool.close();
  }
}
