export { createUpserterApp } from './create-app.js';
export { UPSERTER_SETTINGS, type UpserterSetting } from './settings.js';
export type { UpserterAdapters } from './upserter.js';
