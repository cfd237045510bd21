import { runService } from '@lockstep/platform';
import { createUpserterApp } from './create-app.js';
import { UPSERTER_SETTINGS } from './settings.js';

await runService({ name: 'upserter', settings: UPSERTER_SETTINGS, createApp: (context) => createUpserterApp(context) });
