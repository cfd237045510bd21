import { Command } from 'commander';
import type { CliIo } from '../../cli-io.js';
import { withExamples } from '../../examples.js';
import type { ExitCode } from '../../exit-code.js';
import { jsonOption } from '../../json-option.js';
import type { ApplyArgs } from './apply.js';
import type { PlanArgs } from './plan.js';

/** `lockstep topics …` */
export function topicsNoun(io: CliIo, finish: (code: ExitCode) => void): Command {
  const noun = new Command('topics').description('bring Kafka’s topics to what ops/topics.yaml declares');
  withExamples(noun, [
    ['lockstep topics plan', 'what would change; changes nothing'],
    ['lockstep topics apply', 'change it; nothing is ever deleted'],
  ]);

  withExamples(noun.command('plan'), [
    ['lockstep topics plan', ''],
    ['lockstep topics plan --exit-code', 'exit 1 when anything differs, for CI'],
  ])
    .description('compare the declaration with Kafka and list the differences')
    .option('--exit-code', 'exit 1 when anything differs (default: 0, a plan is no failure)', false)
    .addOption(jsonOption())
    .action(async (options: PlanArgs) => {
      const { plan } = await import('./plan.js');
      finish(await plan(options, io));
    });

  withExamples(noun.command('apply'), [
    ['lockstep topics apply', 'create and configure'],
    ['lockstep topics apply --confirm lockstep.learner.upsert.retry.1', 'and let this topic grow'],
  ])
    .description('create and configure topics as declared; more partitions only with the topic’s name typed')
    .option('--confirm <topic>', 'full name of a topic that may get more partitions; repeatable', collect, [])
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nMore partitions move keys to other partitions, so they need the topic’s name; topics that hold history never\ngrow. No topic and no partition is ever deleted. Exit 1 when something of the plan is left undone.',
    )
    .action(async (options: ApplyArgs) => {
      const { apply } = await import('./apply.js');
      finish(await apply(options, io));
    });
  return noun;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
