import { createLogChannel, createSlackChannel, type NotificationChannel } from '@lockstep/connectors';
import { createTopicCodec, openMessaging } from '@lockstep/messaging';
import { ConsumerStrategy, consumersReady } from '@lockstep/messaging/nest';
import { checkSchema, createPool, createPostgresNotificationRegister, type DatabasePool } from '@lockstep/store';
import { NotificationJournal } from './notification-journal.js';
import { createNotifierMetrics } from './notifier-metrics.js';
import type { NotifierContext } from './notifier-settings.js';
import { TakeOver } from './take-over.js';
import { Teller } from './teller.js';
import { createThingReaders, type ThingReaders } from './thing-readers.js';

/** By how much a thing's lease outlasts the sending. */
const LEASE_MARGIN_MS = 5_000;
/** After the teller has ended nothing open can be done any more: only the commit is waited for. */
const COMMIT_MS = 500;
/** Left of the stop deadline for the journal and the commits when the sendings end. */
const RESERVE_MS = 2_000;

export interface NotifierParts {
  readonly strategy: ConsumerStrategy;
  readonly takeOver: TakeOver;
  readonly readers: ThingReaders;
  /** Ends the waits, lets sendings under way end. Before the consumers leave. */
  stopTelling(): Promise<void>;
  /** Closes every connection. After the consumers have left. */
  close(): Promise<void>;
}

/**
 * Binds every port of the notifier to its adapter; nothing else does.
 * @throws LockstepError of the database or the registry when they are not there or not at this version
 */
export async function composeNotifier(context: NotifierContext): Promise<NotifierParts> {
  const { settings, logger, clock, readiness, stopDeadline } = context;
  const { broker, registry, topology } = openMessaging(settings, 'lockstep-notifier', logger);
  const rejected = createTopicCodec('employee.rejected', topology, registry);
  const condition = createTopicCodec('ops.conditions', topology, registry);
  const sent = createTopicCodec('notifications.sent', topology, registry);
  const pool = createPool({
    databaseUrl: settings.DATABASE_URL,
    max: settings.DATABASE_POOL_SIZE,
    applicationName: 'lockstep-notifier',
    logger,
  });
  const channels = channelsOf(context);
  const closeAll = async (): Promise<void> => {
    await Promise.all(channels.map((channel) => channel.close()));
    await broker.close(stopDeadline.remainingMs());
    await pool.close();
  };
  try {
    await Promise.all([checkSchema(pool), rejected.ready(), condition.ready(), sent.ready()]);
    const journal = new NotificationJournal({
      topic: topology.topic('notifications.sent'),
      codec: sent,
      producer: await broker.producer(),
      clock,
      logger,
    });
    const teller = new Teller(
      { firstRetryMs: settings.NOTIFY_RETRY_DELAY, leaseMs: settings.NOTIFY_TIMEOUT + LEASE_MARGIN_MS },
      {
        channels,
        register: createPostgresNotificationRegister(pool),
        journal,
        metrics: createNotifierMetrics(context.metrics),
        clock,
        logger,
        chance: Math.random,
      },
    );
    const takeOver = new TakeOver(teller, clock, logger, settings.NOTIFY_RETRY_DELAY);
    const strategy = new ConsumerStrategy({
      broker,
      topology,
      service: 'notifier',
      stopDeadlineMs: () => Math.min(COMMIT_MS, stopDeadline.remainingMs()),
    });
    readiness.add({ name: 'consumers', check: () => consumersReady(strategy, () => clock.now()) });
    readiness.add({ name: 'database', check: () => databaseReady(pool) });
    return {
      strategy,
      takeOver,
      readers: createThingReaders({ rejected, condition }),
      async stopTelling() {
        takeOver.stop();
        await teller.stop(Math.max(0, stopDeadline.remainingMs() - RESERVE_MS));
        await journal.close(Math.max(0, stopDeadline.remainingMs() - 2 * COMMIT_MS));
      },
      close: closeAll,
    };
  } catch (thrown) {
    await closeAll();
    throw thrown;
  }
}

/** Where people look first; without a hook that is the log. */
function channelsOf({ settings, logger }: NotifierContext): readonly NotificationChannel[] {
  if (settings.NOTIFY_ROUTES_FILE !== null)
    logger.warn(
      {},
      'NOTIFY_ROUTES_FILE is set, but this version knows no routes yet: everything goes to OPS_WEBHOOK_URL and the log',
    );
  const log = createLogChannel(logger);
  if (settings.OPS_WEBHOOK_URL === null) {
    logger.warn({}, 'OPS_WEBHOOK_URL is not set: notifications go to the log only');
    return [log];
  }
  const hook = createSlackChannel({
    url: settings.OPS_WEBHOOK_URL,
    timeoutMs: settings.NOTIFY_TIMEOUT,
    allowPrivate: settings.ALLOW_PRIVATE_HOOKS,
  });
  return [hook, log];
}

async function databaseReady(pool: DatabasePool): Promise<{ ready: true }> {
  await pool.query({ text: 'SELECT 1' });
  return { ready: true };
}
