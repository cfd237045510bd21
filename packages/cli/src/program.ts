import { Command } from 'commander';
import type { CliIo } from './cli-io.js';
import { contractNoun } from './commands/contract/noun.js';
import { databaseNoun } from './commands/database/noun.js';
import { dltNoun } from './commands/dlt/noun.js';
import { doctorNoun } from './commands/doctor/noun.js';
import { rejectedNoun } from './commands/rejected/noun.js';
import { schemasNoun } from './commands/schemas/noun.js';
import { topicsNoun } from './commands/topics/noun.js';
import { upserterNoun } from './commands/upserter/noun.js';
import { withExamples } from './examples.js';
import type { ExitCode } from './exit-code.js';

/** Registers a noun with its verbs. `finish` takes the exit code of the verb that ran. */
type Noun = (io: CliIo, finish: (code: ExitCode) => void) => Command;

const NOUNS: readonly Noun[] = [
  doctorNoun,
  dltNoun,
  rejectedNoun,
  upserterNoun,
  contractNoun,
  topicsNoun,
  schemasNoun,
  databaseNoun,
];

/**
 * The `lockstep` command, one noun per file. Commander neither writes nor exits by itself: it throws, and `runCli`
 * decides.
 */
export function createProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const program = new Command('lockstep')
    .description('operate the sync between the HRIS and the learning platform')
    .version('0.1.0');
  withExamples(program, [
    ['lockstep doctor', 'is everything there, and if not, what to do?'],
    ['lockstep dlt list --by-code', 'what could not be applied, by cause'],
    ['lockstep rejected list', 'what the contract refused'],
    ['lockstep contract check', 'is the field contract valid and signed?'],
  ]);
  program.addHelpText(
    'after',
    '\nServers: those the environment names (docs/settings.md), else what npm start or npm run up runs in this checkout.\nExit codes: 0 ok, 1 failed check or finding, 2 usage, 3 cannot reach something.\nColours: off with --no-color, NO_COLOR, or when the output is no terminal.',
  );
  for (const noun of NOUNS) program.addCommand(noun(io, finish));
  for (const command of [program, ...program.commands.flatMap((noun) => [noun, ...noun.commands])])
    command
      .helpCommand(false)
      .exitOverride()
      .showSuggestionAfterError(true)
      .configureOutput({
        writeOut: (text) => io.out(text.replace(/\n$/, '')),
        writeErr: (text) => io.err(text.replace(/\n$/, '')),
      });
  return program;
}
