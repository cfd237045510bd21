export { composeUpserter, leaseOf, MAX_OPEN, MAX_UNSETTLED } from './compose-upserter.js';
export type { ComposedUpserter, UpserterPorts, WorkingSetting } from './compose-upserter.js';
export { createUpserterApp } from './create-app.js';
export { UPSERTER_SETTINGS, type UpserterSetting } from './settings.js';
export type { UpserterAdapters } from './upserter.js';
