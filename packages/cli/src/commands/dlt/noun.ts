import { Command, Option } from 'commander';
import type { CliIo } from '../../cli-io.js';
import { wholeNumber, withConfirmation } from '../../confirmation.js';
import { withExamples } from '../../examples.js';
import type { ExitCode } from '../../exit-code.js';
import { jsonOption } from '../../json-option.js';
import type { ListArgs } from './list.js';
import type { ReplayArgs } from './replay.js';
import type { ShowArgs } from './show.js';

/** `lockstep dlt …` */
export function dltNoun(io: CliIo, finish: (code: ExitCode) => void): Command {
  const noun = new Command('dlt').description('dead letters: events that could not be applied after their retries');
  withExamples(noun, [
    ['lockstep dlt list --by-code', 'what is wrong, and how often'],
    ['lockstep dlt show 3f9a2c7d41b0', 'one event with every attempt'],
    ['lockstep dlt replay --code LOCKSTEP_LND_TIMEOUT', 'what would be sent again'],
  ]);
  const employee = () => new Option('--employee <id>', 'only of this employee');
  const code = () => new Option('--code <code>', 'only with this cause, such as LOCKSTEP_LND_REFUSED');

  withExamples(noun.command('list'), [
    ['lockstep dlt list', 'the newest 20 that nobody has dealt with'],
    ['lockstep dlt list --employee 4711 --all', 'everything that ever failed for one employee'],
    ['lockstep dlt list --json --limit 1000', 'for machines'],
  ])
    .description('dead letters, newest first, with cause, employee ID, event ID, attempts and since when')
    .addOption(new Option('--limit <count>', 'show so many at most').argParser(wholeNumber).default(20))
    .addOption(code())
    .addOption(employee())
    .option('--by-code', 'group by cause', false)
    .option('--all', 'also those that were replayed or overtaken since', false)
    .addOption(jsonOption())
    .action(async (options: ListArgs) => {
      const { list } = await import('./list.js');
      finish(await list(options, io));
    });

  withExamples(noun.command('show'), [
    ['lockstep dlt show 3f9a2c7d41b0', 'an ID’s first 8 characters or more are enough'],
    ['lockstep dlt show 3f9a2c7d41b0 --with-values', 'with the employee’s data'],
  ])
    .description('one event: why it failed, every attempt, where it came from, what to do')
    .argument('<event>', 'event ID, or its beginning')
    .option('--with-values', 'print the employee’s values, which are masked otherwise', false)
    .addOption(jsonOption())
    .action(async (event: string, options: Omit<ShowArgs, 'event'>) => {
      const { show } = await import('./show.js');
      finish(await show({ ...options, event }, io));
    });

  withConfirmation(
    withExamples(noun.command('replay'), [
      ['lockstep dlt replay --event 3f9a2c7d41b0', 'what would be sent; sends nothing'],
      ['lockstep dlt replay --event 3f9a2c7d41b0 --yes --reason "field mapping corrected"', ''],
      ['lockstep dlt replay --code LOCKSTEP_LND_TIMEOUT --confirm 17 --reason "platform is back"', ''],
    ])
      .description('send dead letters again: four new attempts, the history is kept')
      .option('--event <id>', 'this event; repeatable', (id: string, before: readonly string[]) => [...before, id], [])
      .addOption(employee())
      .addOption(code())
      .option('--all', 'all that nobody has dealt with', false),
  )
    .addOption(jsonOption())
    .addHelpText('after', REPLAY_HELP)
    .action(async (options: ReplayArgs) => {
      const { replay } = await import('./replay.js');
      finish(await replay(options, io));
    });
  return noun;
}

const REPLAY_HELP = `
What is sent are the same bytes, to the first retry topic, due at once. A replay is safe: the ledger ends it as
superseded when the employee has a newer version by now, so it never overwrites anything newer, and sending it twice
has one effect. What cannot be decoded is refused. Who replayed what and why is recorded on ops.actions.`;
