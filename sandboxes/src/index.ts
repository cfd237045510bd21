export type { RunningSandbox } from './running-sandbox.js';
export { startLndSandbox } from './lnd/start-lnd-sandbox.js';
export type { LndSandboxSettings } from './lnd/lnd-sandbox-settings.js';
export type { Fault, FaultAct, FaultKind, FaultMatch } from './lnd/fault.js';
export type { JournalEntry } from './lnd/request-journal.js';
