import { checkSchemas, SCHEMAS_DIR, type SchemaCheck } from '@lockstep/messaging';
import { jsonLine, type CliIo, type Colors } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { withMessaging } from '../../with-messaging.js';

export interface CheckSchemasArgs {
  /** Exit 1 also for what is fit and not registered yet. */
  readonly exitCode: boolean;
  readonly json: boolean;
}

/** `lockstep schemas check`. Exit 1 when a schema is unfit or its subject is set to another compatibility. */
export async function check(args: CheckSchemasArgs, io: CliIo): Promise<ExitCode> {
  const checks = await withMessaging(io, [], ({ registry, topology }) => checkSchemas(SCHEMAS_DIR, registry, topology));
  for (const { schema: _schema, ...found } of checks) {
    if (args.json) io.out(jsonLine({ kind: 'schema', ...found }));
    else for (const line of describeCheck(found, io.colors)) io.out(line);
  }
  const unfit = checks.filter(isUnfit).length;
  const open = checks.filter(({ state }) => state === 'new_version' || state === 'new_subject').length;
  if (args.json) io.out(jsonLine({ kind: 'summary', schemas: checks.length, unfit, toRegister: open }));
  else io.out(`${checks.length} schemas: ${unfit} unfit, ${open} to be registered.`);
  if (unfit === 0 && open > 0) io.err('Next: lockstep schemas register');
  return unfit > 0 || (args.exitCode && open > 0) ? EXIT.finding : EXIT.ok;
}

/** What registering would refuse, or would not leave as it is. */
export function isUnfit({ state, wrongCompatibility }: Pick<SchemaCheck, 'state' | 'wrongCompatibility'>): boolean {
  return state === 'invalid' || state === 'incompatible' || wrongCompatibility !== null;
}

const STATES: Readonly<Record<SchemaCheck['state'], { words: string; color: keyof Colors }>> = {
  registered: { words: 'registered', color: 'green' },
  new_version: { words: 'new version', color: 'yellow' },
  new_subject: { words: 'new subject', color: 'yellow' },
  invalid: { words: 'not valid', color: 'red' },
  incompatible: { words: 'incompatible', color: 'red' },
};

function describeCheck(found: Omit<SchemaCheck, 'schema'>, colors: Colors): string[] {
  const { words, color } = STATES[found.state];
  const wrong = found.wrongCompatibility;
  return [
    `${colors[color](words.padEnd(12))}  ${found.subject}  (${found.file})`,
    ...found.problems.map((problem) => `    ${problem}`),
    ...(wrong === null
      ? []
      : [`    its compatibility is ${wrong}; lockstep schemas register sets BACKWARD_TRANSITIVE`]),
  ];
}
