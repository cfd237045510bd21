export type {
  DecodeMarks,
  Ledger,
  ManagerWait,
  ManagerWaits,
  NotificationRegister,
  ParkedRecord,
  Parking,
} from './ledger.js';
export { checkSchema } from './check-schema.js';
export { createMemoryLedger } from './memory/ledger.js';
export type { MemoryLedgerOptions, MemoryLedgerState } from './memory/ledger.js';
export { migrate } from './migrate.js';
export type { MigrateOptions } from './migrate.js';
export { createPostgresLedger } from './postgres/ledger.js';
export type { LedgerOptions } from './postgres/ledger.js';
export { createPool } from './postgres/pool.js';
export type { DatabasePool, PoolOptions, RunStatement, Statement, StoreLogger } from './postgres/pool.js';
