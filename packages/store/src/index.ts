export type {
  ConditionBoard,
  DecodeMarks,
  Ledger,
  ManagerWait,
  ManagerWaits,
  NotificationRegister,
  ParkedRecord,
  Parking,
} from './ledger.js';
export { checkSchema } from './check-schema.js';
export { createMemoryConditionBoard } from './memory/condition-board.js';
export { createMemoryDecodeMarks } from './memory/decode-marks.js';
export type { DecodeMarksState, MemoryDecodeMarksOptions } from './memory/decode-marks.js';
export { createMemoryLedger } from './memory/ledger.js';
export type { MemoryLedgerOptions, MemoryLedgerState } from './memory/ledger.js';
export { createMemoryManagerWaits } from './memory/manager-waits.js';
export type { MemoryManagerWaitsOptions } from './memory/manager-waits.js';
export { createMemoryNotificationRegister } from './memory/notification-register.js';
export type { MemoryNotificationRegisterOptions } from './memory/notification-register.js';
export { createMemoryParking } from './memory/parking.js';
export { migrate } from './migrate.js';
export type { MigrateOptions } from './migrate.js';
export { createPostgresConditionBoard } from './postgres/condition-board.js';
export { createPostgresDecodeMarks } from './postgres/decode-marks.js';
export type { DecodeMarksOptions } from './postgres/decode-marks.js';
export { readEventEnds } from './postgres/event-ends.js';
export type { EventEnd } from './postgres/event-ends.js';
export { readLedgerContents } from './postgres/ledger-contents.js';
export type { LedgerContents } from './postgres/ledger-contents.js';
export { createPostgresLedger } from './postgres/ledger.js';
export type { LedgerOptions } from './postgres/ledger.js';
export { createPostgresManagerWaits } from './postgres/manager-waits.js';
export { createPostgresNotificationRegister } from './postgres/notification-register.js';
export { createPostgresParking } from './postgres/parking.js';
export { createPool } from './postgres/pool.js';
export type { DatabasePool, PoolOptions, RunStatement, Statement, StoreLogger } from './postgres/pool.js';
