import type { ErrorStage } from '@lockstep/domain';
import pg from 'pg';
import { toDatabaseError } from './database-error.js';

/** What the store logs through; the platform's logger fits. */
export interface StoreLogger {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface PoolOptions {
  readonly databaseUrl: string;
  /** Connections at most. Default 10. */
  readonly max?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Postgres ends a statement after this. Default 10 s. */
  readonly statementTimeoutMs?: number;
  /** How long to wait for a connection, a free one or a new one. Default 5 s. */
  readonly connectTimeoutMs?: number;
  readonly logger?: StoreLogger;
}

export interface Statement {
  /** Given: prepared once per connection under this name. */
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Where an error of it stands, seen from the call to the other system. Default `before`. */
  readonly stage?: ErrorStage;
}

/** Runs one statement. @throws LockstepError LOCKSTEP_DATABASE_UNAVAILABLE, _REFUSED, _SCHEMA or _QUERY_FAILED */
export type RunStatement = <Row>(statement: Statement) => Promise<readonly Row[]>;

/** A bounded set of connections to one database. Errors name no value and no statement. */
export interface DatabasePool {
  readonly query: RunStatement;
  /** All of it or nothing; the connection is the transaction's alone until `work` has settled. */
  withTransaction<T>(work: (query: RunStatement) => Promise<T>): Promise<T>;
  /** Waits for statements under way and closes every connection. Idempotent. */
  close(): Promise<void>;
}

export function createPool(options: PoolOptions): DatabasePool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.max ?? 10,
    application_name: options.applicationName,
    statement_timeout: statementTimeoutMs,
    // The client's own limit, for a server that answers nothing any more (paused, unplugged).
    query_timeout: statementTimeoutMs + 1000,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5000,
    keepAlive: true,
  });
  const warn = (error: unknown): void => {
    const known = toDatabaseError(error);
    options.logger?.warn({ code: known.code, reason: known.message }, 'a database connection broke');
  };
  // Without listeners an idle connection's error, and one between two statements of a transaction, ends the process.
  pool.on('error', warn);
  pool.on('connect', (client) => client.on('error', warn));
  let closing: Promise<void> | undefined;
  return {
    query: (statement) => runStatement(pool, statement),
    withTransaction: (work) => runTransaction(pool, work),
    close: () => (closing ??= pool.end()),
  };
}

async function runTransaction<T>(pool: pg.Pool, work: (query: RunStatement) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw toDatabaseError(error);
  });
  let broken: Error | undefined;
  try {
    await runStatement(client, { text: 'BEGIN' });
    const result = await work((statement) => runStatement(client, statement));
    await runStatement(client, { text: 'COMMIT' });
    return result;
  } catch (error) {
    await runStatement(client, { text: 'ROLLBACK' }).catch((failure: unknown) => (broken = toDatabaseError(failure)));
    throw error;
  } finally {
    client.release(broken);
  }
}

async function runStatement<Row>(on: pg.Pool | pg.PoolClient, statement: Statement): Promise<readonly Row[]> {
  try {
    const { name, text, values = [] } = statement;
    const result = await on.query({ ...(name === undefined ? {} : { name }), text, values: [...values] });
    return result.rows as Row[];
  } catch (error) {
    throw toDatabaseError(error, statement.stage);
  }
}
