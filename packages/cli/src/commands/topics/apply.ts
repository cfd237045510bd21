import { applyTopics, planTopics, type TopicPlan } from '@lockstep/messaging';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { usageError } from '../../usage-error.js';
import { withMessaging } from '../../with-messaging.js';
import { describePlan } from './describe-plan.js';

export interface ApplyArgs {
  /** Full names of topics that may grow. */
  readonly confirm: readonly string[];
  readonly json: boolean;
}

/** `lockstep topics apply`: carries the plan out and says what was left. Exit 1 when anything was. */
export async function apply(args: ApplyArgs, io: CliIo): Promise<ExitCode> {
  return withMessaging(io, [], async ({ broker, topology }) => {
    const plan = await planTopics(broker.admin, topology);
    refuseStrangers(args.confirm, plan);
    if (!args.json) for (const line of describePlan(plan, io.colors)) io.out(line);
    const { applied, left } = await applyTopics(broker.admin, plan, {
      confirm: args.confirm,
      onApplied: (change) => {
        if (args.json) io.out(jsonLine({ kind: 'applied', ...change }));
        else io.err(`done: ${change.action} ${change.topic}`);
      },
    });
    for (const change of left) if (args.json) io.out(jsonLine({ kind: 'left', ...change }));
    if (args.json) io.out(jsonLine({ kind: 'summary', applied: applied.length, left: left.length }));
    else if (plan.changes.length > 0) io.out(`Applied ${applied.length}, left ${left.length}.`);
    for (const { action, topic } of left)
      if (action === 'grow') io.err(`To let it grow: lockstep topics apply --confirm ${topic}`);
    return left.length > 0 ? EXIT.finding : EXIT.ok;
  });
}

/** A name typed wrong must not look like a confirmation that had nothing to do. */
function refuseStrangers(confirm: readonly string[], { changes }: TopicPlan): void {
  const growing = changes.flatMap(({ action, topic }) => (action === 'grow' ? [topic] : []));
  const stranger = confirm.find((name) => !growing.includes(name));
  if (stranger === undefined) return;
  const which = growing.length === 0 ? 'No topic is to grow.' : `To grow are: ${growing.join(', ')}.`;
  throw usageError(`--confirm ${stranger}: this topic is not to grow`, `${which} Nothing was changed.`);
}
