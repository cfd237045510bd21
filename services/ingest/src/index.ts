export { createIngestApp } from './create-app.js';
export { INGEST_SETTINGS } from './ingest-settings.js';
export type { IngestContext } from './ingest-settings.js';
export type { ChangeAnswer, DeliveryAnswer, IngestViolation } from './delivery/delivery.js';
