import { toLockstepError } from '@lockstep/domain';
import { loadSettings } from '@lockstep/platform';
import { migrate } from './migrate.js';

/** `npm run migrate --workspace packages/store`: migrates the database that DATABASE_URL names, which the services never do. */
try {
  const { DATABASE_URL } = loadSettings(['DATABASE_URL'] as const);
  const { applied } = await migrate(DATABASE_URL, { log: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
} catch (thrown) {
  const error = toLockstepError(thrown, 'before');
  process.stderr.write(`${error.code}: ${error.message}\n${error.remedy}\n`);
  process.exitCode = error.code === 'LOCKSTEP_DATABASE_UNAVAILABLE' ? 3 : 1;
}
