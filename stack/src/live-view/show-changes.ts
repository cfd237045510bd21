import { loadContract } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import { isLockstepError } from '@lockstep/domain';
import {
  createEmployeeEventCodec,
  createTopicCodec,
  MESSAGING_SETTINGS,
  openMessaging,
  type OnBatch,
  type ValueCodec,
} from '@lockstep/messaging';
import { loadSettings, silentLogger } from '@lockstep/platform';
import { describeOutcome, describeRejection, describeTotals, type SeenEvent } from './describe-change.js';

/** Events whose outcome is still awaited; the oldest are forgotten, their lines then lack the duration. */
const rememberedEvents = 20_000;
const totalsEveryMs = 10_000;

/** The view while it runs. */
export interface LiveView {
  stop(): Promise<void>;
}

/**
 * Follows the topics from now on and writes one line per outcome and rejection, and every 10 s a line of totals while
 * anything happens. It reads what anyone may read, the topics, so what it shows is what is recorded.
 */
export async function showChanges(
  env: Readonly<Record<string, string>>,
  write: (line: string) => void,
): Promise<LiveView> {
  const settings = loadSettings([...MESSAGING_SETTINGS, 'CONTRACT_FILE'], env);
  const { broker, registry: store, topology } = openMessaging(settings, 'lockstep-live-view', silentLogger);
  const seen = new Map<string, SeenEvent>();
  const counts = new Map<string, number>();
  let changed = false;
  const count = (name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    changed = true;
  };
  const follow = async <T>(topic: string, codec: ValueCodec<T>, show: (value: T) => void): Promise<void> => {
    // One each: the position of a group can be set only while it has no member.
    const group = `${topology.prefix}live-view.${topic.slice(topology.prefix.length)}`;
    const ends = await broker.admin.offsets(topic);
    await broker.admin.resetCommitted(group, topic, new Map(ends.map(({ partition, end }) => [partition, end])));
    const onBatch: OnBatch = async (deliveries) => {
      for (const delivery of deliveries) {
        try {
          show(await codec.decode(delivery.value));
        } catch (failed) {
          // A view must not end because of one record; the services say what is wrong with it.
          if (!isLockstepError(failed)) throw failed;
        }
        delivery.done();
      }
      return undefined;
    };
    await broker.subscribe({ topic, group, onBatch });
  };
  const events = topology.spec('employee.events').topic;
  const contract = loadContract(settings.CONTRACT_FILE);
  await follow<EmployeeEvent>(events, createEmployeeEventCodec({ store, topic: events, contract }), (event) => {
    seen.set(event.eventId, { changeType: event.changeType, receivedAt: event.receivedAt });
    const oldest = seen.keys().next();
    if (seen.size > rememberedEvents && oldest.done !== true) seen.delete(oldest.value);
  });
  const outcomes = topology.spec('learner.outcomes').topic;
  await follow(outcomes, createTopicCodec('learner.outcomes', topology, store), (outcome) => {
    write(describeOutcome(outcome, seen.get(outcome.eventId)));
    count(outcome.outcome);
    if (outcome.terminal) seen.delete(outcome.eventId);
  });
  const rejected = topology.spec('employee.rejected').topic;
  await follow(rejected, createTopicCodec('employee.rejected', topology, store), (rejection) => {
    write(describeRejection(rejection));
    count('rejected');
  });
  const totals = setInterval(() => {
    if (changed) write(describeTotals(counts));
    changed = false;
  }, totalsEveryMs);
  return {
    stop: async () => {
      clearInterval(totals);
      await broker.close(3_000);
    },
  };
}
