// Brings the servers to what this version needs: migrations, topics, schemas. Runs to its end before the services start,
// at every `up`; where nothing is to do, it changes nothing. DATABASE_URL is that of the tables' owner.
import {
  applyTopics,
  MESSAGING_SETTINGS,
  openMessaging,
  planTopics,
  registerSchemas,
  SCHEMAS_DIR,
} from '@lockstep/messaging';
import { eventSchema, loadContract } from '@lockstep/contract';
import { createLogger, loadSettings } from '@lockstep/platform';
import { migrate } from '@lockstep/store';

const logger = createLogger({ service: 'set-up' });

async function setUp() {
  const settings = loadSettings([...MESSAGING_SETTINGS, 'DATABASE_URL', 'CONTRACT_FILE']);
  const { applied } = await migrate(settings.DATABASE_URL);
  logger.info({ applied }, 'migrations.applied');

  const { broker, registry, topology } = openMessaging(settings, 'lockstep-set-up', logger);
  try {
    const topics = await applyTopics(broker.admin, await planTopics(broker.admin, topology));
    logger.info({ applied: topics.applied.length, left: topics.left.map(({ topic }) => topic) }, 'topics.applied');
  } finally {
    await broker.close(5_000);
  }
  // The schema of the events follows from the contract that is mounted, not from the file beside it.
  const instead = { 'employee.events.avsc': eventSchema(loadContract(settings.CONTRACT_FILE)) };
  const schemas = await registerSchemas(SCHEMAS_DIR, registry, topology, { instead });
  logger.info({ schemas: schemas.length }, 'schemas.registered');
}

await setUp().catch((thrown) => {
  logger.error({ error: thrown }, 'set_up.failed');
  process.exitCode = 1;
});
