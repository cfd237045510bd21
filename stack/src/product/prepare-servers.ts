import { eventSchema, loadContract } from '@lockstep/contract';
import {
  applyTopics,
  MESSAGING_SETTINGS,
  openMessaging,
  planTopics,
  registerSchemas,
  SCHEMAS_DIR,
  type SchemaSources,
} from '@lockstep/messaging';
import { loadSettings, type Environment, silentLogger } from '@lockstep/platform';
import { migrate } from '@lockstep/store';
import type { Progress } from '../progress.js';

/**
 * Brings the servers to what this code needs: migrates the database, makes and configures the topics, registers the
 * schemas. Harmless when all is there. Services never do any of it themselves.
 */
export async function prepareServers(env: Environment, progress: Progress): Promise<void> {
  const settings = loadSettings([...MESSAGING_SETTINGS, 'DATABASE_URL'], env);
  const { broker, registry, topology } = openMessaging(settings, 'lockstep-prepare', silentLogger);
  progress.doing('prepare', 'database, topics and schemas');
  const topics = async (): Promise<void> => {
    try {
      await applyTopics(broker.admin, await planTopics(broker.admin, topology));
    } finally {
      await broker.close(5_000);
    }
  };
  const schemas = async (): Promise<void> => {
    const contractFile = env['CONTRACT_FILE'] ?? '';
    // The schema of the events follows from the contract: a changed one must not wait for a committed file.
    const sources: SchemaSources =
      contractFile === ''
        ? {}
        : { instead: { 'employee.events.avsc': { ...eventSchema(loadContract(contractFile)) } } };
    await registerSchemas(SCHEMAS_DIR, registry, topology, sources);
  };
  await Promise.all([migrate(settings.DATABASE_URL), topics(), schemas()]);
  progress.done('prepare', 'database, topics and schemas');
}
