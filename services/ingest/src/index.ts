export { createIngestApp } from './create-app.js';
export { INGEST_SETTINGS } from './ingest-settings.js';
export type { IngestContext } from './ingest-settings.js';
export type { ChangeAnswer, DeliveryAnswer } from './delivery/delivery-answer.js';
