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
 */
export async function newTestDatabase(options: { readonly migrated?: boolean } = {}): Promise<TestDatabase> {
  const name = `lockstep_test_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(testStack().database);
  url.pathname = `/${name}`;
  if (options.migrated !== false) await migrate(url.href);
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(statement: string): Promise<void> {
  const pool = createPool({ databaseUrl: testStack().database, max: 1, applicationName: 'lockstep-testkit' });
  try {
    await pool.query({ text: statement });
  } finally {
    await pool.close();
  }
}
