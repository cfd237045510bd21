import { Command, Option } from 'commander';
import type { CliIo } from '../../cli-io.js';
import { wholeNumber, withConfirmation } from '../../confirmation.js';
import { withExamples } from '../../examples.js';
import type { ExitCode } from '../../exit-code.js';
import { jsonOption } from '../../json-option.js';
import type { ListRejectedArgs } from './list.js';
import type { ResubmitArgs } from './resubmit.js';
import type { ShowRejectedArgs } from './show.js';

/** `lockstep rejected …` */
export function rejectedNoun(io: CliIo, finish: (code: ExitCode) => void): Command {
  const noun = new Command('rejected').description('payloads that the contract refused at ingest');
  withExamples(noun, [
    ['lockstep rejected list', 'what was refused, and why'],
    ['lockstep rejected show 8c1d5e0fa2b7', 'every violation'],
    ['lockstep rejected resubmit 8c1d5e0fa2b7', 'would it be accepted now? Sends nothing'],
  ]);

  withExamples(noun.command('list'), [
    ['lockstep rejected list', 'the newest 20 that were not handed in again'],
    ['lockstep rejected list --employee 4711 --all', ''],
  ])
    .description('rejections, newest first')
    .addOption(new Option('--limit <count>', 'show so many at most').argParser(wholeNumber).default(20))
    .option('--code <code>', 'only with this cause, such as LOCKSTEP_RECORD_REFUSED')
    .option('--employee <id>', 'only of this employee, where the ID was legible')
    .option('--all', 'also those that were handed in again', false)
    .addOption(jsonOption())
    .action(async (options: ListRejectedArgs) => {
      const { list } = await import('./list.js');
      finish(await list(options, io));
    });

  withExamples(noun.command('show'), [
    ['lockstep rejected show 8c1d5e0fa2b7', 'an ID’s first 8 characters or more are enough'],
    ['lockstep rejected show 8c1d5e0fa2b7 --with-values', 'with the payload as it came'],
  ])
    .description('one rejection: every violation, the payload with its values masked, what to do')
    .argument('<id>', 'rejection ID, or its beginning')
    .option('--with-values', 'print the payload as it came', false)
    .addOption(jsonOption())
    .action(async (id: string, options: Omit<ShowRejectedArgs, 'id'>) => {
      const { show } = await import('./show.js');
      finish(await show({ ...options, id }, io));
    });

  withConfirmation(
    withExamples(noun.command('resubmit'), [
      ['lockstep rejected resubmit 8c1d5e0fa2b7', 'as it came: would the contract take it now?'],
      ['lockstep rejected resubmit 8c1d5e0fa2b7 --yes --reason "status added to the contract"', ''],
      ['lockstep rejected resubmit 8c1d5e0fa2b7 --file corrected.json --yes --reason "typo"', 'corrected by hand'],
    ])
      .description('hand a refused payload in again, as it came or corrected')
      .argument('[id...]', 'rejection IDs, or their beginnings')
      .option(
        '--id <id>',
        'the same as naming it; repeatable',
        (id: string, ids: readonly string[]) => [...ids, id],
        [],
      )
      .option('--file <file>', 'the corrected change, in the form of its source; for one rejection'),
  )
    .addOption(jsonOption())
    .addHelpText('after', RESUBMIT_HELP)
    .action(async (named: readonly string[], options: Omit<ResubmitArgs, 'ids'> & { id: readonly string[] }) => {
      const { resubmit } = await import('./resubmit.js');
      finish(await resubmit({ ...options, ids: [...named, ...options.id] }, io));
    });
  return noun;
}

const RESUBMIT_HELP = `
The payload is judged by the contract as it is now, exactly as ingest would. Its own time of change is kept, so it never
wins over a change the HRIS has sent since. A correction by hand is overwritten by the next change from the HRIS:
correct it there, too. Who handed what in and why is recorded on ops.actions.`;
