import { Command } from 'commander';
import type { CliIo } from '../../cli-io.js';
import { withExamples } from '../../examples.js';
import type { ExitCode } from '../../exit-code.js';
import { jsonOption } from '../../json-option.js';

/** `lockstep doctor`: a noun without verbs. */
export function doctorNoun(io: CliIo, finish: (code: ExitCode) => void): Command {
  return withExamples(new Command('doctor'), [
    ['lockstep doctor', 'what is wrong, and what to do about it'],
    ['lockstep doctor --json | jq -c \'select(.state == "finding")\'', 'for machines'],
  ])
    .description('check every setting and every server the sync needs, in order, and say what to do')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\n✓ well, ✗ to be corrected or not reachable, – worth knowing or not checked. Reads only; changes nothing.\nExit 1 when something is to be corrected, 3 when something cannot be reached.',
    )
    .action(async (options: { json: boolean }) => {
      const { doctor } = await import('./doctor.js');
      finish(await doctor(options, io));
    });
}
