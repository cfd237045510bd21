import type { Scenario } from '../scenario.js';
import { throughAgain } from '../through-again.js';
import type { Role } from '../three-brokers.js';
import { threeBrokers } from '../three-brokers.js';

const BEFORE_MS = 3_000;
/** From the fault to the verdict, with load; the broker is gone for all of it. */
const GONE_MS = 45_000;

type Fault = 'frozen' | 'killed';

/**
 * What is judged is what is left while the broker is still gone: a client that hangs with it hangs until then. Only the
 * clean-up lets a frozen one go on.
 */
function gone(role: Role, fault: Fault, after: string): Scenario {
  return {
    name: `three brokers: the ${role} ${fault}, and left so`,
    group: 'Kafka, three brokers',
    needs: ['docker'],
    async run(world) {
      const { servers, playing } = await threeBrokers(world);
      const lockstep = await world.start({ servers });
      world.load();
      await world.lasts(BEFORE_MS);
      const { group } = lockstep.topology.consumersOf('upserter')[0]!;
      const broker = await playing(role, group);
      world.say(`${broker.name} ${fault}: ${after}`);
      const since = performance.now();
      if (fault === 'killed') await broker.kill();
      else {
        world.atEnd(() => broker.resume());
        await broker.pause();
      }
      await throughAgain(lockstep, world);
      await world.lasts(Math.max(0, GONE_MS - (performance.now() - since)));
      world.healed();
    },
  };
}

export const threeBrokersGone: readonly Scenario[] = [
  // Every consumer of the group has to find the new coordinator, which the old one cannot tell it.
  gone('coordinator', 'frozen', 'the group has to move'),
  // Nobody elects anything before there is a new controller, which then waits anew before it gives the broker up.
  gone('controller', 'frozen', 'leaders are elected late'),
  // Writes wait for a replica that neither answers nor leaves.
  gone('follower', 'frozen', 'it leads a third of the partitions and follows in the others'),
  // The same with connections that are refused: all that used to be tried.
  gone('coordinator', 'killed', 'the group has to move'),
  {
    // What comes back believes for a moment that it still leads.
    name: 'three brokers: the coordinator frozen for 20 s, then let go on',
    group: 'Kafka, three brokers',
    needs: ['docker'],
    async run(world) {
      const { servers, playing } = await threeBrokers(world);
      const lockstep = await world.start({ servers });
      world.load();
      await world.lasts(BEFORE_MS);
      const broker = await playing('coordinator', lockstep.topology.consumersOf('upserter')[0]!.group);
      world.atEnd(() => broker.resume());
      await broker.pause();
      await world.lasts(20_000);
      await broker.resume();
      world.healed();
    },
  },
];
