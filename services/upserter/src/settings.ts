import { MESSAGING_SETTINGS } from '@lockstep/messaging';

/** Every setting the upserter reads, besides those all services have. */
export const UPSERTER_SETTINGS = [
  ...MESSAGING_SETTINGS,
  'DATABASE_URL',
  'DATABASE_POOL_SIZE',
  'CONTRACT_FILE',
  'CONTRACT_APPROVERS_FILE',
  'LND_ADAPTER',
  'LND_BASE_URL',
  'LND_API_KEY',
  'LND_RATE_LIMIT',
  'LND_TIMEOUT',
  'UPSERT_CONCURRENCY',
  'RETRY_DELAYS',
  'LEASE_MARGIN',
  'BREAKER_FAILURES',
  'BREAKER_WINDOW',
  'PROBE_INTERVAL',
  'THROTTLE_DEFAULT',
  'SYNC_MODE',
  'PUBLIC_URL',
] as const;
export type UpserterSetting = (typeof UPSERTER_SETTINGS)[number];
