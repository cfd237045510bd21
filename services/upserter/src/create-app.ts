import { ConsumerStrategy, consumersReady, exposeLag, watchForCrash } from '@lockstep/messaging/nest';
import type { RunningApp, ServiceContext } from '@lockstep/platform';
import { failPoint } from '@lockstep/platform';
import { createServiceApp, listen } from '@lockstep/platform/nest';
import { AppModule } from './app.module.js';
import type { UpserterSetting } from './settings.js';
import { MAX_OPEN, MAX_UNSETTLED } from './compose-upserter.js';
import { createUpserter, type UpserterAdapters } from './upserter.js';

/** Left of the stop deadline for the last commit and for closing connections. */
const RESERVE_MS = 2_000;

/** Builds and starts the upserter; resolves when it reads. */
export async function createUpserterApp(
  context: ServiceContext<UpserterSetting>,
  adapters: UpserterAdapters = {},
): Promise<RunningApp> {
  const upserter = await createUpserter(context, adapters);
  const strategy = new ConsumerStrategy({
    broker: upserter.broker,
    topology: upserter.topology,
    service: 'upserter',
    stopDeadlineMs: () => RESERVE_MS / 2,
    subscribe: (name) => ({
      maxUnsettled: MAX_UNSETTLED,
      // Retries are held until they are due: what waits behind them may be due at once.
      ...(name === 'employee.events' ? { maxOpen: MAX_OPEN } : {}),
      onCommitted: () => void failPoint('upserter.committed'),
    }),
    onRevoked: (topic, partitions) => void upserter.guard.end(topic, partitions).catch(() => undefined),
  });
  context.readiness.add({ name: 'consumers', check: () => consumersReady(strategy, () => context.clock.now()) });
  exposeLag(strategy, context.metrics);
  const app = await createServiceApp(AppModule.of(context, upserter), context);
  app.connectMicroservice({ strategy });
  await listen(app, context);
  const watch = watchForCrash(
    () => strategy.health(),
    context.clock,
    (error) => context.fatal(error),
  );
  return {
    async close() {
      watch.stop();
      // First what is in hand, then the consumers, so that their last commit covers it; whoever is called comes last.
      await upserter.finish(Math.max(0, context.stopDeadline.remainingMs() - RESERVE_MS));
      await app.close();
      await upserter.close(Math.max(0, context.stopDeadline.remainingMs()));
    },
  };
}
