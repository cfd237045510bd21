import { exposeLag, watchForCrash } from '@lockstep/messaging/nest';
import type { RunningApp } from '@lockstep/platform';
import { createServiceApp, listen } from '@lockstep/platform/nest';
import { AppModule } from './app.module.js';
import { composeNotifier } from './compose-notifier.js';
import type { NotifierContext } from './notifier-settings.js';

/** Builds and starts the notifier; resolves when it consumes and listens. */
export async function createNotifierApp(context: NotifierContext): Promise<RunningApp & { readonly url: string }> {
  const parts = await composeNotifier(context);
  try {
    const app = await createServiceApp(AppModule.forRoot(context, parts), context);
    app.connectMicroservice({ strategy: parts.strategy });
    exposeLag(parts.strategy, context.metrics);
    const url = await listen(app, context);
    const watch = watchForCrash(
      () => parts.strategy.health(),
      context.clock,
      (error) => context.fatal(error),
    );
    return {
      url,
      async close() {
        watch.stop();
        await parts.stopTelling();
        await app.close();
        await parts.close();
      },
    };
  } catch (thrown) {
    await parts.close();
    throw thrown;
  }
}
