import { APPROVER_ROLES } from '@lockstep/contract';
import { isLockstepError } from '@lockstep/domain';
import { Command, Option } from 'commander';
import type { CliIo } from '../../cli-io.js';
import { withExamples } from '../../examples.js';
import type { ExitCode } from '../../exit-code.js';
import type { CheckArgs } from './check.js';
import type { KeygenArgs } from './keygen.js';
import type { SignArgs } from './sign.js';
import type { OpenStoredEvents } from './stored-events.js';

/** `lockstep contract …`. Verbs are loaded when they run, so that help and usage errors answer at once. */
export function contractNoun(io: CliIo, finish: (code: ExitCode) => void): Command {
  const noun = new Command('contract').description('check, sign and compare the field contract');
  withExamples(noun, [
    ['lockstep contract check', 'is it valid and signed?'],
    ['lockstep contract diff contracts/employee.yaml new.yaml', 'what would change, also for stored events'],
    ['lockstep contract sign --key-file my-key.pem', 'approve its content'],
  ]);
  const file = () =>
    new Option('--file <file>', 'the contract (default: setting CONTRACT_FILE, contracts/employee.yaml)');
  const approvers = () =>
    new Option('--approvers <file>', 'whose signatures count (default: approvers.yaml beside the contract)');
  const json = () => new Option('--json', 'one JSON object per line on standard output').default(false);
  const role = (what: string) => new Option('--role <role>', what).choices(APPROVER_ROLES);

  withExamples(noun.command('check'), [['lockstep contract check --json', 'for machines']])
    .description('is the contract valid, and do its approvals hold?')
    .addOption(file())
    .addOption(approvers())
    .addOption(json())
    .action(async (options: CheckArgs) => {
      const { checkContract } = await import('./check.js');
      finish(await checkContract(options, io));
    });

  withExamples(noun.command('sign'), [
    ['lockstep contract sign --key-file my-key.pem', ''],
    ['pass show lockstep-key | lockstep contract sign --key-file -', 'key from standard input'],
  ])
    .description('add your approval of the contract’s present content')
    .requiredOption('--key-file <file>', 'your private key, - for standard input')
    .addOption(role('only needed when the key is listed for more than one role'))
    .addOption(file())
    .addOption(approvers())
    .option('-n, --dry-run', 'show what would be signed, write nothing', false)
    .addOption(json())
    .action(async (options: SignArgs) => {
      const { sign } = await import('./sign.js');
      finish(await sign(options, io));
    });

  withExamples(noun.command('diff'), [
    ['lockstep contract diff contracts/employee.yaml new.yaml', ''],
    ['git show main:contracts/employee.yaml > old.yaml && lockstep contract diff old.yaml contracts/employee.yaml', ''],
  ])
    .description('what a changed contract changes, and which stored events would fail or map differently')
    .argument('<old>', 'contract before')
    .argument('<new>', 'contract after')
    .option('--events', 'insist on the stored events (default: read them when KAFKA_BROKERS is set)')
    .option('--no-events', 'compare the contracts only')
    .addOption(json())
    .action(async (before: string, after: string, options: { events?: boolean; json: boolean }) => {
      const { diff } = await import('./diff.js');
      const events = await eventsFor(options.events, io);
      finish(await diff({ before, after, events, json: options.json }, io));
    });

  withExamples(noun.command('keygen'), [
    ['lockstep contract keygen --role hris_admin --name "Hana Admin" -o hana.pem', ''],
  ])
    .description('make a signing key and print its entry for approvers.yaml')
    .requiredOption('-o, --out <file>', 'where the private key goes; must not exist')
    .addOption(role('what the key signs as').makeOptionMandatory())
    .requiredOption('--name <name>', 'your name, as it shall stand in the contract')
    .addOption(json())
    .action(async (options: KeygenArgs) => {
      const { makeSigningKey } = await import('./keygen.js');
      finish(await makeSigningKey(options, io));
    });
  return noun;
}

async function eventsFor(wanted: boolean | undefined, io: CliIo): Promise<OpenStoredEvents | null> {
  if (wanted === false) return null;
  const { storedEvents } = await import('./stored-events.js');
  try {
    return storedEvents(io);
  } catch (thrown) {
    if (wanted === true || !isLockstepError(thrown)) throw thrown;
    io.err(`The stored events are not read: ${thrown.message}`);
    return null;
  }
}
