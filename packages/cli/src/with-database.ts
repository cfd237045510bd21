import { createPool, type DatabasePool } from '@lockstep/store';

/** Opens the database for one command and closes it after it. @throws what `work` throws */
export async function withDatabase<T>(databaseUrl: string, work: (pool: DatabasePool) => Promise<T>): Promise<T> {
  const pool = createPool({
    databaseUrl,
    max: 2,
    applicationName: 'lockstep-cli',
    statementTimeoutMs: 30_000,
    connectTimeoutMs: 5_000,
  });
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}
