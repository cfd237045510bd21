import { setTimeout as delay } from 'node:timers/promises';
import { createPool, type DatabasePool } from '@lockstep/store';
import { eventually } from '../harness/eventually.js';

const poolOf = (databaseUrl: string, max: number): DatabasePool =>
  createPool({ databaseUrl, max, applicationName: 'fault-run' });

/** Runs statements one after the other, on one connection. */
export async function runStatements(databaseUrl: string, statements: readonly string[]): Promise<void> {
  const pool = poolOf(databaseUrl, 1);
  try {
    for (const text of statements) await pool.query({ text });
  } finally {
    await pool.close();
  }
}

const END_PRODUCT = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = $1 AND application_name LIKE 'lockstep-%'`;
const PRODUCT_LEFT = `SELECT count(*)::int AS left FROM pg_stat_activity
  WHERE datname = $1 AND application_name LIKE 'lockstep-%'`;

/** Ends the product's connections to one database; it may open new ones. */
export async function endConnections(serverUrl: string, database: string): Promise<void> {
  const pool = poolOf(serverUrl, 1);
  try {
    await pool.query({ text: END_PRODUCT, values: [database] });
  } finally {
    await pool.close();
  }
}

/** Takes every connection the server has, those of the product included, until `leave`. */
export async function databaseBusyWithOthers(databaseUrl: string): Promise<{ leave(): Promise<void> }> {
  const database = new URL(databaseUrl).pathname.slice(1);
  const left = new AbortController();
  const others = poolOf(databaseUrl, 400);
  const one = async (): Promise<void> => {
    while (!left.signal.aborted) {
      // Refused while there is no room: again, until a connection of the product has made some.
      await others
        .withTransaction(async (query) => {
          await query({ text: 'SELECT 1' });
          await delay(600_000, undefined, { signal: left.signal }).catch(() => undefined);
        })
        .catch(() => delay(20));
    }
  };
  const control = poolOf(databaseUrl, 1);
  await control.query({ text: 'SELECT 1' });
  const all = Array.from({ length: 400 }, one);
  const leave = async (): Promise<void> => {
    left.abort();
    await Promise.all(all);
    await Promise.all([others.close(), control.close()]);
  };
  const productConnections = async (): Promise<number> => {
    await control.query({ text: END_PRODUCT, values: [database] });
    const [row] = await control.query<{ left: number }>({ text: PRODUCT_LEFT, values: [database] });
    return row!.left;
  };
  // Twice in a row: an ended one may have come back between the two looks.
  await eventually(
    async () => (await productConnections()) + (await productConnections()),
    (count) => count === 0,
    { deadlineMs: 20_000 },
  ).catch(async (thrown: unknown) => {
    await leave();
    throw thrown;
  });
  return { leave };
}

/** Somebody's transaction has the ledger's table for itself, until `release`. */
export async function lockLedger(databaseUrl: string): Promise<{ release(): Promise<void> }> {
  const pool = poolOf(databaseUrl, 1);
  const released = new AbortController();
  let locked: () => void = () => undefined;
  const isLocked = new Promise<void>((resolve) => (locked = resolve));
  const holding = pool.withTransaction(async (query) => {
    await query({ text: 'LOCK TABLE lockstep.ledger_employees IN ACCESS EXCLUSIVE MODE' });
    locked();
    await delay(600_000, undefined, { signal: released.signal }).catch(() => undefined);
  });
  await Promise.race([isLocked, holding]);
  return {
    async release() {
      released.abort();
      await holding;
      await pool.close();
    },
  };
}
