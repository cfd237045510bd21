import type { RunningApp } from '@lockstep/platform';
import { createServiceApp, listen, OperationsModule } from '@lockstep/platform/nest';
import type { ReconcilerContext } from './reconciler-settings.js';

/** Builds and starts the reconciler, which for now has its settings, health and metrics and does nothing. */
export async function createReconcilerApp(context: ReconcilerContext): Promise<RunningApp & { readonly url: string }> {
  const app = await createServiceApp(OperationsModule.forRoot(context), context);
  const url = await listen(app, context);
  return { url, close: () => app.close() };
}
