import type { TopicChange, TopicPlan } from '@lockstep/messaging';
import type { Colors } from '../../cli-io.js';

/** A plan's lines for people: one sign a topic, then what about it. */
export function describePlan(plan: TopicPlan, colors: Colors): string[] {
  return [
    ...plan.changes.flatMap((change) => describeChange(change, colors)),
    ...(plan.unknown.length === 0 ? [] : [`Not declared, left alone: ${plan.unknown.join(', ')}`]),
    planSummary(plan),
  ];
}

/** Lines of one change. */
export function describeChange(change: TopicChange, colors: Colors): string[] {
  switch (change.action) {
    case 'create': {
      const { partitions, replicationFactor, config } = change.description;
      return [
        `${colors.green('+')} create     ${change.topic}`,
        `    partitions = ${partitions}, replicas = ${replicationFactor}`,
        ...Object.entries(config).map(([key, value]) => `    ${key} = ${value}`),
      ];
    }
    case 'configure':
      return [
        `${colors.yellow('~')} configure  ${change.topic}`,
        ...change.changes.map(({ key, from, to }) => `    ${key}: ${from ?? '(the broker’s default)'} -> ${to}`),
      ];
    case 'grow':
      return [
        `${colors.yellow('!')} grow       ${change.topic}`,
        `    partitions: ${change.from} -> ${change.to}; moves keys, needs: --confirm ${change.topic}`,
      ];
    case 'blocked':
      return [`${colors.red('x')} not done   ${change.topic}`, `    ${change.reason}`];
  }
}

/** `Plan: 2 to create, …` */
export function planSummary({ changes, unchanged, brokers }: TopicPlan): string {
  const count = (action: TopicChange['action']) => changes.filter((change) => change.action === action).length;
  const on = `${unchanged.length} as declared (${brokers} ${brokers === 1 ? 'broker' : 'brokers'})`;
  if (changes.length === 0) return `Nothing to do: ${on}.`;
  return `Plan: ${count('create')} to create, ${count('configure')} to configure, ${count('grow')} to grow, ${count('blocked')} not done by this tool, ${on}.`;
}
