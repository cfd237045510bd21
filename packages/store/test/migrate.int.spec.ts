import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { checkSchema, createPool, createPostgresLedger, migrate } from '../src/index.js';
import { migrationNames } from '../src/migration-files.js';
import { claimRequest } from './ledger-requests.js';
import { newTestDatabase } from './test-database.js';
import type { TestDatabase } from './test-database.js';

describe('migrate', () => {
  let database: TestDatabase;
  afterEach(() => database.drop());

  it('brings an empty database up, once, also when instances start together', async () => {
    database = await newTestDatabase({ migrated: false });
    const runs = await Promise.all([1, 2, 3].map(() => migrate(database.url)));
    const all = await migrationNames();
    expect(runs.map((run) => run.applied.length).sort()).toEqual([0, 0, all.length]);
    expect(runs.flatMap((run) => run.applied)).toEqual(all);
    expect(await migrate(database.url)).toEqual({ applied: [] });
    await checkSchema(database.pool);
  });

  it('can take every migration back and apply it again', async () => {
    database = await newTestDatabase();
    const all = await migrationNames();
    for (const name of [...all].reverse())
      expect(await migrate(database.url, { direction: 'down' })).toEqual({ applied: [name] });
    expect((await migrate(database.url)).applied).toEqual(all);
  });

  it('lets the services refuse a database that is behind, and say what to do', async () => {
    database = await newTestDatabase({ migrated: false });
    const behind = { code: 'LOCKSTEP_DATABASE_SCHEMA', disposition: 'halt' };
    await expect(checkSchema(database.pool)).rejects.toMatchObject(behind);
    await expect(createPostgresLedger(database.pool, { leaseMs: 1 }).claim([claimRequest()])).rejects.toMatchObject(
      behind,
    );
    await migrate(database.url);
    const newest = (await migrationNames()).at(-1)!;
    await database.pool.query({ text: 'DELETE FROM lockstep.migrations WHERE name = $1', values: [newest] });
    const error = await checkSchema(database.pool).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ ...behind, remedy: expect.stringContaining('lockstep database migrate') });
    expect((error as Error).message).toContain(newest);
  });

  it('compares the ledger’s keys by bytes, whatever locale the database has', async () => {
    database = await newTestDatabase();
    const other = await database.pool.query({
      text: `SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'lockstep' AND table_name LIKE 'ledger%' AND data_type = 'text'
          AND collation_name IS DISTINCT FROM 'C'`,
    });
    expect(other).toEqual([]);
  });

  it('lets a user with only the documented grants work, and alter nothing', async () => {
    database = await newTestDatabase();
    const role = `service_${Math.random().toString(36).slice(2)}`;
    await database.pool.query({ text: `CREATE ROLE ${role} LOGIN PASSWORD 'service'` });
    const grants = await readFile(new URL('../grants.sql', import.meta.url), 'utf8');
    await database.pool.query({ text: grants.replaceAll(':"service_role"', role) });
    const url = new URL(database.url);
    url.username = role;
    url.password = 'service';
    const service = createPool({ databaseUrl: url.href, max: 1, applicationName: 'service' });
    try {
      await checkSchema(service);
      const [answer] = await createPostgresLedger(service, { leaseMs: 1000 }).claim([claimRequest()]);
      expect(answer).toMatchObject({ kind: 'claimed' });
      const refused = { code: 'LOCKSTEP_DATABASE_REFUSED', disposition: 'halt' };
      for (const text of ['DROP TABLE lockstep.ledger_events', 'DELETE FROM lockstep.migrations'])
        await expect(service.query({ text })).rejects.toMatchObject(refused);
    } finally {
      await service.close();
      await database.pool.query({ text: `DROP OWNED BY ${role}` });
      await database.pool.query({ text: `DROP ROLE ${role}` });
    }
  });
});
