export { createReconcilerApp } from './create-app.js';
export { RECONCILER_SETTINGS } from './reconciler-settings.js';
export type { ReconcilerContext } from './reconciler-settings.js';
