import { runService } from '@lockstep/platform';
import { createIngestApp } from './create-app.js';
import { INGEST_SETTINGS } from './ingest-settings.js';

await runService({ name: 'ingest', settings: INGEST_SETTINGS, createApp: (context) => createIngestApp(context) });
