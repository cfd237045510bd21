import { Command } from 'commander';
import type { CliIo } from '../../cli-io.js';
import { withExamples } from '../../examples.js';
import type { ExitCode } from '../../exit-code.js';
import { jsonOption } from '../../json-option.js';

/** `lockstep database …` */
export function databaseNoun(io: CliIo, finish: (code: ExitCode) => void): Command {
  const noun = new Command('database').description('bring Postgres to this version');
  withExamples(noun, [['lockstep database migrate', 'as a user who may create tables']]);

  withExamples(noun.command('migrate'), [
    ['lockstep database migrate', 'the database DATABASE_URL names'],
    ['DATABASE_URL_FILE=/run/secrets/owner-url lockstep database migrate', 'as the tables’ owner'],
  ])
    .description('apply this version’s migrations, all of them or none; the services never do')
    .addOption(jsonOption())
    .action(async (options: { json: boolean }) => {
      const { migrateDatabase } = await import('./migrate.js');
      finish(await migrateDatabase(options, io));
    });
  return noun;
}
