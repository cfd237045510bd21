import { planTopics, type Messaging } from '@lockstep/messaging';
import { ok, type Finding } from './finding.js';

/** Fewer brokers cannot keep three copies of a record. */
const WANTED_BROKERS = 3;

/** Is Kafka there, with how many brokers, and are the topics as declared? */
export async function checkKafka({ broker, topology }: Messaging): Promise<Finding[]> {
  const plan = await planTopics(broker.admin, topology);
  const brokers: Finding =
    plan.brokers >= WANTED_BROKERS
      ? ok('kafka', `${plan.brokers} brokers answer`)
      : {
          check: 'kafka',
          state: 'note',
          detail: `${plan.brokers === 1 ? '1 broker answers' : `${plan.brokers} brokers answer`}: records have no three copies`,
          remedy: 'Fine for a trial; production wants three brokers.',
        };
  const changes = plan.changes.map(({ action, topic }) => `${topic} (${action})`);
  if (changes.length === 0) return [brokers, ok('topics', `${plan.unchanged.length} topics are as declared`)];
  return [
    brokers,
    {
      check: 'topics',
      state: 'finding',
      detail: `${changes.length} differences: ${changes.join(', ')}`,
      remedy: 'See them with: lockstep topics plan; then: lockstep topics apply',
    },
  ];
}
