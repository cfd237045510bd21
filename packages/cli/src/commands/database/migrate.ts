import { loadSettings } from '@lockstep/platform';
import { migrate } from '@lockstep/store';
import { printResult, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { noteServers } from '../../servers-note.js';

/** `lockstep database migrate`: repeatable; instances that migrate at once wait for each other. */
export async function migrateDatabase({ json }: { readonly json: boolean }, io: CliIo): Promise<ExitCode> {
  const { DATABASE_URL } = loadSettings(['DATABASE_URL'], io.env);
  noteServers(io, ['DATABASE_URL']);
  const { applied } = await migrate(DATABASE_URL, { log: (line) => io.err(line) });
  printResult(io, json, { kind: 'migrated', applied }, [
    applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`,
  ]);
  return EXIT.ok;
}
