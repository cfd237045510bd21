import { Command } from 'commander';
import type { CliIo } from '../../cli-io.js';
import { withExamples } from '../../examples.js';
import type { ExitCode } from '../../exit-code.js';
import { jsonOption } from '../../json-option.js';
import type { CheckSchemasArgs } from './check.js';

/** `lockstep schemas …` */
export function schemasNoun(io: CliIo, finish: (code: ExitCode) => void): Command {
  const noun = new Command('schemas').description('compare the Avro schemas in schemas/ with the registry');
  withExamples(noun, [
    ['lockstep schemas check', 'would the registry and every stored record bear them?'],
    ['lockstep schemas register', 'register what is new; the services never do'],
  ]);

  withExamples(noun.command('check'), [
    ['lockstep schemas check', ''],
    ['lockstep schemas check --exit-code', 'exit 1 also when something is still to be registered'],
  ])
    .description('are the schemas fit, and are they registered? Changes nothing')
    .option('--exit-code', 'exit 1 also for schemas that are fit and not registered yet', false)
    .addOption(jsonOption())
    .action(async (options: CheckSchemasArgs) => {
      const { check } = await import('./check.js');
      finish(await check(options, io));
    });

  withExamples(noun.command('register'), [['lockstep schemas register', '']])
    .description('register every schema under <topic>-value, all or none, as BACKWARD_TRANSITIVE')
    .addOption(jsonOption())
    .action(async (options: { json: boolean }) => {
      const { register } = await import('./register.js');
      finish(await register(options, io));
    });
  return noun;
}
