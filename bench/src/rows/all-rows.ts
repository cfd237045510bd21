import { FAILURES } from './failures.js';
import { IDLE } from './idle.js';
import { LATENCY } from './latency.js';
import { MEMORY } from './memory.js';
import type { Row } from './row.js';
import { UPSERTS_0MS, UPSERTS_20MS } from './upserts.js';
import { WEBHOOKS, WEBHOOK_TO_STORED } from './webhooks.js';

/** The Speed table, in its order. */
export const ROWS: readonly Row[] = [
  UPSERTS_0MS,
  UPSERTS_20MS,
  LATENCY,
  WEBHOOK_TO_STORED,
  FAILURES,
  WEBHOOKS,
  MEMORY,
  IDLE,
];
