import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createPool, migrate } from '../src/index.js';
import type { DatabasePool } from '../src/index.js';

export interface TestDatabase {
  readonly url: string;
  readonly pool: DatabasePool;
  /** A pool of its own, as another instance has. Closed with the database. */
  anotherPool(max?: number): DatabasePool;
  drop(): Promise<void>;
}

function serverUrl(): string {
  const stack = process.env['LOCKSTEP_TEST_STACK'];
  if (stack === undefined) throw new Error('LOCKSTEP_TEST_STACK is not set; run these tests through `npm test`');
  return (JSON.parse(stack) as { database: string }).database;
}

/** A database of this test file alone. */
export async function newTestDatabase(options: { readonly migrated?: boolean } = {}): Promise<TestDatabase> {
  const name = `store_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  if (options.migrated !== false) await migrate(url.href);
  const pools: DatabasePool[] = [];
  const anotherPool = (max = 4): DatabasePool => {
    const pool = createPool({ databaseUrl: url.href, max, applicationName: 'store-test' });
    pools.push(pool);
    return pool;
  };
  return {
    url: url.href,
    pool: anotherPool(),
    anotherPool,
    async drop() {
      await Promise.all(pools.map((pool) => pool.close()));
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
