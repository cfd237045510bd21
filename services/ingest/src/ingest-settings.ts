import { MESSAGING_SETTINGS } from '@lockstep/messaging';
import type { ServiceContext } from '@lockstep/platform';

/** The settings ingest reads besides those every service has. */
export const INGEST_SETTINGS = [
  ...MESSAGING_SETTINGS,
  'PRODUCE_DEADLINE',
  'DATABASE_URL',
  'DATABASE_POOL_SIZE',
  'CONTRACT_FILE',
  'CONTRACT_APPROVERS_FILE',
  'SYNC_MODE',
  'HRIS_ADAPTER',
  'HRIS_BASE_URL',
  'HRIS_API_KEY',
  'HRIS_WEBHOOK_SECRETS',
  'INGEST_RATE_LIMIT',
] as const;

export type IngestContext = ServiceContext<(typeof INGEST_SETTINGS)[number]>;
