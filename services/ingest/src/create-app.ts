import type { KafkaBrokerSettings } from '@lockstep/messaging';
import type { RunningApp } from '@lockstep/platform';
import { createServiceApp, listen } from '@lockstep/platform/nest';
import { AppModule, composeIngest } from './app.module.js';
import { WebhookAdapter } from './http/webhook-adapter.js';
import { routeWebhooks } from './http/webhook-route.js';
import type { IngestContext } from './ingest-settings.js';

/** Left of the stop deadline for Kafka and Postgres after the last request. */
const RESERVE_MS = 2_000;

/** Builds and starts ingest; resolves when it listens, which may be before it is ready. */
export async function createIngestApp(
  context: IngestContext,
  kafka?: KafkaBrokerSettings,
): Promise<RunningApp & { readonly url: string }> {
  const parts = await composeIngest(context, kafka);
  const adapter = new WebhookAdapter();
  const app = await createServiceApp(AppModule.forRoot(context), context, adapter);
  routeWebhooks(adapter.getInstance(), parts.reception);
  const url = await listen(app, context);
  return {
    url,
    async close() {
      // Stops listening and waits for requests in flight; what hangs past the deadline is cut.
      const server = app.getHttpServer() as { closeAllConnections(): void };
      const cut = context.clock.setTimer(Math.max(0, context.stopDeadline.remainingMs() - RESERVE_MS), () =>
        server.closeAllConnections(),
      );
      await app.close();
      cut.cancel();
      await parts.close(context.stopDeadline.remainingMs());
    },
  };
}
