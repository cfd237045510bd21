import { feltByIngest } from '../felt.js';
import type { Scenario, World } from '../scenario.js';
import { diskFull } from './disk-full.js';

const BEFORE_MS = 3_000;

const kafkaOf = (world: World) => world.servers.processes.find((server) => server.name === 'kafka')!;

/**
 * There is no Kafka: webhooks are taken all the same, parked in Postgres and drained in their order, while the upserter
 * keeps what it has in hand.
 */
export const broker: readonly Scenario[] = [
  {
    // An orderly restart that takes long: groups and producers have to find the same broker again.
    name: 'kafka: stopped for 60 s',
    group: 'Kafka, one broker',
    async run(world) {
      const lockstep = await world.start();
      world.load();
      await world.lasts(BEFORE_MS);
      const since = Date.now();
      await kafkaOf(world).stop();
      await world.lasts(60_000);
      await feltByIngest(lockstep, since);
      await kafkaOf(world).start();
      world.healed();
    },
  },
  {
    // Acknowledged records are in the log and its index is not: Kafka recovers the log first. Retries fall due meanwhile.
    name: 'kafka: kill -9, started again after 5 s',
    group: 'Kafka, one broker',
    quick: true,
    async run(world) {
      const lockstep = await world.start();
      await lockstep.platform.faults({ kind: 'status', status: 503, match: { share: 0.2, times: 3 } });
      world.load();
      await world.lasts(BEFORE_MS);
      await kafkaOf(world).kill();
      await world.lasts(5_000);
      await kafkaOf(world).start();
      world.healed();
    },
  },
  {
    // Connections stay open and accepted, and nothing is ever answered: what a refused connection shows at once takes
    // a deadline here. Sessions end meanwhile.
    name: 'kafka: frozen (SIGSTOP) for 30 s',
    group: 'Kafka, one broker',
    async run(world) {
      const lockstep = await world.start();
      world.load();
      await world.lasts(BEFORE_MS);
      const since = Date.now();
      world.atEnd(() => kafkaOf(world).resume());
      await kafkaOf(world).pause();
      await world.lasts(30_000);
      await feltByIngest(lockstep, since);
      await kafkaOf(world).resume();
      world.healed();
    },
  },
  diskFull,
];
