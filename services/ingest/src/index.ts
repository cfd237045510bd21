export { createIngestApp } from './create-app.js';
export { INGEST_SETTINGS } from './ingest-settings.js';
export type { IngestContext } from './ingest-settings.js';
export type { ChangeAnswer, DeliveryAnswer } from './delivery/delivery-answer.js';
export { AcceptDelivery } from './delivery/accept-delivery.js';
export { RememberedIds } from './delivery/remembered-ids.js';
export { RecordIntake } from './intake/record-intake.js';
