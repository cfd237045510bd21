import { planTopics } from '@lockstep/messaging';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { withMessaging } from '../../with-messaging.js';
import { describePlan } from './describe-plan.js';

export interface PlanArgs {
  /** Exit 1 when anything differs. */
  readonly exitCode: boolean;
  readonly json: boolean;
}

/** `lockstep topics plan`: what `apply` would do. */
export async function plan(args: PlanArgs, io: CliIo): Promise<ExitCode> {
  const found = await withMessaging(io, [], ({ broker, topology }) => planTopics(broker.admin, topology));
  const { changes, unchanged, unknown, brokers } = found;
  if (args.json) {
    for (const change of changes) io.out(jsonLine({ kind: 'change', ...change }));
    io.out(jsonLine({ kind: 'plan', changes: changes.length, unchanged: unchanged.length, unknown, brokers }));
  } else for (const line of describePlan(found, io.colors)) io.out(line);
  if (changes.some(({ action }) => action !== 'blocked')) io.err('Next: lockstep topics apply');
  return args.exitCode && changes.length > 0 ? EXIT.finding : EXIT.ok;
}
