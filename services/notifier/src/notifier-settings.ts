import { MESSAGING_SETTINGS } from '@lockstep/messaging';
import type { ServiceContext } from '@lockstep/platform';

/** The settings the notifier reads besides those every service has. */
export const NOTIFIER_SETTINGS = [
  ...MESSAGING_SETTINGS,
  'DATABASE_URL',
  'DATABASE_POOL_SIZE',
  'OPS_WEBHOOK_URL',
  'NOTIFY_ROUTES_FILE',
  'NOTIFY_TIMEOUT',
  'NOTIFY_RETRY_DELAY',
  'ALLOW_PRIVATE_HOOKS',
] as const;

export type NotifierContext = ServiceContext<(typeof NOTIFIER_SETTINGS)[number]>;
