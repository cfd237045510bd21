import { Command } from 'commander';
import type { CliIo } from '../../cli-io.js';
import { withExamples } from '../../examples.js';
import type { ExitCode } from '../../exit-code.js';
import { jsonOption } from '../../json-option.js';
import type { ResumeArgs } from './resume.js';

/** `lockstep upserter …` */
export function upserterNoun(io: CliIo, finish: (code: ExitCode) => void): Command {
  const noun = new Command('upserter').description('see whether the upserter works, and let it go on after a halt');
  withExamples(noun, [
    ['lockstep upserter status', 'paused, halted, how far behind'],
    ['lockstep upserter resume --reason "new API key deployed"', ''],
  ]);

  withExamples(noun.command('status'), [['lockstep upserter status --json', 'for machines']])
    .description('is it paused or halted, and how many records wait for it? Exit 1 when paused or halted')
    .addOption(jsonOption())
    .action(async (options: { json: boolean }) => {
      const { status } = await import('./status.js');
      finish(await status(options, io));
    });

  withExamples(noun.command('resume'), [['lockstep upserter resume --reason "new API key deployed"', '']])
    .description('let every halted instance go on; recorded with your name on ops.actions')
    .requiredOption('--reason <text>', 'why it may go on; kept for good, so no data of a person')
    .addOption(jsonOption())
    .addHelpText('after', '\nA pause needs no resume: it ends by itself when the learning platform answers again.')
    .action(async (options: ResumeArgs) => {
      const { resume } = await import('./resume.js');
      finish(await resume(options, io));
    });
  return noun;
}
