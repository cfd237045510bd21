export { createNotifierApp } from './create-app.js';
export { NOTIFIER_SETTINGS } from './notifier-settings.js';
export type { NotifierContext } from './notifier-settings.js';
