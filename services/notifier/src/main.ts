import { runService } from '@lockstep/platform';
import { createNotifierApp } from './create-app.js';
import { NOTIFIER_SETTINGS } from './notifier-settings.js';

await runService({ name: 'notifier', settings: NOTIFIER_SETTINGS, createApp: (context) => createNotifierApp(context) });
