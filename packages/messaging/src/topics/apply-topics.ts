import type { BrokerAdmin } from '../broker.js';
import type { TopicChange, TopicPlan } from './plan-topics.js';

export interface ApplyTopicsOptions {
  /** Full names of the topics whose growth was confirmed by typing them. Default: none. */
  readonly confirm?: readonly string[];
  /** Told of each step when it is done. */
  readonly onApplied?: (change: TopicChange) => void;
}

export interface AppliedTopics {
  readonly applied: readonly TopicChange[];
  /** Grows that nobody confirmed, and what this tool never does. */
  readonly left: readonly TopicChange[];
}

/**
 * Carries a plan out: creates, configures, and grows what was confirmed. It has no step that deletes.
 * @throws LockstepError of the broker; what was applied before stays, a new plan continues from there
 */
export async function applyTopics(
  admin: BrokerAdmin,
  plan: TopicPlan,
  options: ApplyTopicsOptions = {},
): Promise<AppliedTopics> {
  const applied: TopicChange[] = [];
  const left: TopicChange[] = [];
  for (const change of plan.changes) {
    if (await applyChange(admin, change, options.confirm ?? [])) {
      applied.push(change);
      options.onApplied?.(change);
    } else left.push(change);
  }
  return { applied, left };
}

async function applyChange(admin: BrokerAdmin, change: TopicChange, confirm: readonly string[]): Promise<boolean> {
  switch (change.action) {
    case 'create':
      await admin.createTopic(change.description);
      return true;
    case 'configure':
      await admin.setTopicConfig(change.topic, Object.fromEntries(change.changes.map(({ key, to }) => [key, to])));
      return true;
    case 'grow':
      if (!confirm.includes(change.topic)) return false;
      await admin.addPartitions(change.topic, change.to);
      return true;
    case 'blocked':
      return false;
  }
}
