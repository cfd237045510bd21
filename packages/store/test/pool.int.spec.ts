import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool, createPostgresParking } from '../src/index.js';
import type { StoreLogger } from '../src/index.js';
import { eventually } from './eventually.js';
import { newTestDatabase } from './test-database.js';
import type { TestDatabase } from './test-database.js';

const UNAVAILABLE = { code: 'LOCKSTEP_DATABASE_UNAVAILABLE', disposition: 'pause' };

describe('the database pool', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await newTestDatabase();
  });
  afterAll(() => database.drop());

  it('says that the database is unavailable when nothing listens', async () => {
    const pool = createPool({ databaseUrl: 'postgres://nobody:secret@127.0.0.1:1/none', applicationName: 'test' });
    await expect(pool.query({ text: 'SELECT 1' })).rejects.toMatchObject(UNAVAILABLE);
    await expect(pool.withTransaction(async () => 1)).rejects.toMatchObject(UNAVAILABLE);
    const error = await pool.query({ text: 'SELECT 1' }).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error) + (error as Error).message).not.toContain('secret');
    await pool.close();
    await pool.close();
  });

  it('says so too when the server takes the connection and never answers', async () => {
    const silent = await listening(createServer(() => {}));
    const databaseUrl = `postgres://nobody@127.0.0.1:${portOf(silent)}/none`;
    const pool = createPool({ databaseUrl, applicationName: 'test', connectTimeoutMs: 200 });
    await expect(pool.query({ text: 'SELECT 1' })).rejects.toMatchObject(UNAVAILABLE);
    await pool.close();
    silent.close();
  });

  it('gives up waiting for a connection when all are in use', async () => {
    const pool = createPool({ databaseUrl: database.url, max: 1, applicationName: 'test', connectTimeoutMs: 200 });
    await pool.withTransaction(async () => {
      await expect(pool.query({ text: 'SELECT 1' })).rejects.toMatchObject(UNAVAILABLE);
    });
    expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await pool.close();
  });

  it('ends a statement at its time limit', async () => {
    const pool = createPool({ databaseUrl: database.url, applicationName: 'test', statementTimeoutMs: 100 });
    await expect(pool.query({ text: 'SELECT pg_sleep(10)' })).rejects.toMatchObject(UNAVAILABLE);
    await pool.close();
  });

  it('names neither the statement nor its values in an error', async () => {
    const failing = database.pool.query({ text: 'SELECT $1::bigint', values: ['ana@example.com'] });
    const error = await failing.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'LOCKSTEP_DATABASE_VALUE' });
    const everything = [String(error), (error as Error).stack, String((error as Error).cause), JSON.stringify(error)];
    expect(everything.join()).not.toContain('ana@example.com');
    expect(everything.join()).toContain('22P02');
  });

  it('survives connections that break while idle and within a transaction, logs them and goes on', async () => {
    const proxy = await startProxy(database.url);
    const lines: string[] = [];
    const logger: StoreLogger = { warn: (fields, message) => lines.push(`${message} ${JSON.stringify(fields)}`) };
    const pool = createPool({ databaseUrl: proxy.url, max: 2, applicationName: 'test', logger });
    await pool.query({ text: 'SELECT 1' });
    proxy.cut();
    await eventually(
      async () => lines,
      (seen) => seen.length > 0,
    );
    const broken = pool.withTransaction(async (query) => {
      await query({ text: 'SELECT 1' });
      const before = lines.length;
      proxy.cut();
      await eventually(
        async () => lines,
        (seen) => seen.length > before,
      );
      return query({ text: 'SELECT 1' });
    });
    await expect(broken).rejects.toMatchObject(UNAVAILABLE);
    expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await pool.close();
    proxy.close();
  });

  it('undoes a transaction whose work fails', async () => {
    const parking = createPostgresParking(database.pool);
    const text = `INSERT INTO lockstep.parked_records (topic, value, headers) VALUES ('t', '', '{}')`;
    const failing = database.pool.withTransaction(async (query) => {
      await query({ text });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await parking.count()).toBe(0);
  });
});

function listening(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Stands between the pool and Postgres, and cuts every connection on demand. */
async function startProxy(databaseUrl: string): Promise<{ readonly url: string; cut(): void; close(): void }> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = await listening(
    createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      for (const socket of [client, upstream]) socket.on('error', () => {});
      sockets.add(client);
      client.on('close', () => upstream.destroy());
      client.pipe(upstream).pipe(client);
    }),
  );
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${portOf(server)}`;
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  };
  return {
    url: url.href,
    cut,
    close() {
      cut();
      server.close();
    },
  };
}
