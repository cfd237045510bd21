import { runService } from '@lockstep/platform';
import { createReconcilerApp } from './create-app.js';
import { RECONCILER_SETTINGS } from './reconciler-settings.js';

await runService({
  name: 'reconciler',
  settings: RECONCILER_SETTINGS,
  createApp: (context) => createReconcilerApp(context),
});
