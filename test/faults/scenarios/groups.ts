import { eventually } from '../../harness/eventually.js';
import type { Lockstep } from '../../harness/lockstep.js';
import { change } from '../../harness/sender.js';
import { upserterLag } from '../lag.js';
import type { Scenario, World } from '../scenario.js';
import { secondUpserter } from '../second-upserter.js';

const BEFORE_MS = 5_000;
const SKIPPED = 40;
const MORE_PARTITIONS = 18;

/** Some employees fail three times and then go well: there are retries under way at any time. */
const failSome = ({ platform }: Lockstep) =>
  platform.faults({ kind: 'status', status: 503, match: { share: 0.2, times: 3 } });

const upserterOf = ({ product }: Lockstep) => product.services['upserter']!;

/** As an operator does with Kafka's tools: with the group's members gone. */
async function resetOffsets({ broker, topology }: Lockstep, to: 'start' | 'end'): Promise<void> {
  const consumer = topology.consumersOf('upserter').find(({ name }) => name === 'employee.events')!;
  const ranges = await broker.admin.offsets(consumer.topic);
  const offsets = new Map(ranges.map((range) => [range.partition, range[to]]));
  const reset = () => broker.admin.resetCommitted(consumer.group, consumer.topic, offsets).then(() => true);
  await eventually(reset, Boolean, { everyMs: 500 });
}

async function allRead(lockstep: Lockstep): Promise<void> {
  await eventually(
    () => upserterLag(lockstep),
    (lag) => lag === 0n,
    { deadlineMs: 60_000, everyMs: 300 },
  );
}

/** Consumer groups, their offsets and the topic's partitions, changed under load by people and by other members. */
export const groups: readonly Scenario[] = [
  {
    // Every event comes again. What had its end has it, and the platform must hear nothing of it.
    name: 'offsets: reset to the earliest',
    group: 'Groups and topics',
    async run(world) {
      const lockstep = await world.start();
      world.load();
      await world.lasts(BEFORE_MS);
      await upserterOf(lockstep).stop();
      const known = new Set((await lockstep.platform.requests()).map(({ idempotencyKey }) => idempotencyKey));
      const since = Date.now();
      await resetOffsets(lockstep, 'start');
      await upserterOf(lockstep).start();
      world.healed();
      await allRead(lockstep);
      const again = (await lockstep.platform.requests()).filter(
        ({ receivedAt, idempotencyKey }) => receivedAt > since && known.has(idempotencyKey),
      );
      if (again.length > 0) throw new Error(`${again.length} requests were made again for events that had their end`);
      world.say(`${known.size} events read again, none of them sent again`);
    },
  },
  {
    // What was skipped is on the topic and has no end: whoever compares the two sees it. Until there is a reconciler
    // nobody does so by himself. Reset back, it is made good.
    name: 'offsets: reset to the latest, seen as lost, and reset back',
    group: 'Groups and topics',
    async run(world) {
      const lockstep = await world.start();
      const load = world.load();
      await world.lasts(BEFORE_MS);
      await load.stop();
      await allRead(lockstep);
      await upserterOf(lockstep).stop();
      const skipped = Array.from({ length: SKIPPED }, (_, index) => change(`skipped-${index}`));
      await Promise.all(skipped.map((one) => lockstep.sender.deliverUntilTaken(one)));
      await resetOffsets(lockstep, 'end');
      await upserterOf(lockstep).start();
      await allRead(lockstep);
      const { lost } = await lockstep.proofNow();
      if (lost !== SKIPPED) throw new Error(`${SKIPPED} events were skipped, and the checker finds ${lost}`);
      world.say(`the checker finds the ${SKIPPED} that were skipped`);
      await upserterOf(lockstep).stop();
      await resetOffsets(lockstep, 'start');
      await upserterOf(lockstep).start();
      world.healed();
    },
  },
  {
    // Keys move to other partitions, so an employee's newer event may be read before an older one; the new
    // partitions have no committed offset, and read from their end they would lose what came first (KAFKA-20030).
    name: `partitions: 12 become ${MORE_PARTITIONS} under load`,
    group: 'Groups and topics',
    async run(world) {
      const lockstep = await world.start();
      await failSome(lockstep);
      world.load({ perSecond: 50 });
      await world.lasts(BEFORE_MS);
      const topic = lockstep.topology.topic('employee.events');
      await lockstep.broker.admin.addPartitions(topic, MORE_PARTITIONS);
      // Who starts now knows of them at once, while the upserter does not yet.
      await lockstep.product.services['ingest']!.restart();
      await world.lasts(20_000);
      const used = (await lockstep.broker.admin.offsets(topic)).filter(
        ({ partition, end }) => partition >= 12 && end > 0n,
      );
      if (used.length === 0) throw new Error('nothing was written to the new partitions');
      world.say(`${used.length} new partitions are written to`);
      await lockstep.platform.heal();
      world.healed();
    },
  },
  {
    // Retries in hand are given up and taken over; each join and each leave moves half of the partitions.
    name: 'group: a second upserter joins and leaves, four times, amid retries',
    group: 'Groups and topics',
    async run(world) {
      const lockstep = await world.start();
      await failSome(lockstep);
      world.load();
      await world.lasts(BEFORE_MS);
      const second = await secondUpserter(lockstep, world);
      for (let time = 0; time < 4; time++) {
        await world.lasts(4_000);
        await second.stop();
        await world.lasts(2_000);
        await second.start();
      }
      await second.stop();
      await lockstep.platform.heal();
      world.healed();
    },
  },
  {
    // Nothing is ever in hand for longer than 5 s. The other member takes records and does nothing with them.
    name: 'group: a rebalance every 5 s for 60 s, amid retries',
    group: 'Groups and topics',
    async run(world) {
      const lockstep = await world.start();
      await failSome(lockstep);
      world.load();
      await world.lasts(BEFORE_MS);
      for (let time = 0; time < 12; time++) await joinedFor(2_500, lockstep, world);
      await lockstep.platform.heal();
      world.healed();
    },
  },
  {
    // A member that stood still for longer than its session wakes up believing that it still has its partitions.
    name: 'group: a zombie, stopped for 45 s beside another upserter',
    group: 'Groups and topics',
    async run(world) {
      const lockstep = await world.start();
      await failSome(lockstep);
      world.load();
      const second = await secondUpserter(lockstep, world);
      await world.lasts(BEFORE_MS);
      world.atEnd(() => second.resume());
      await second.pause();
      await world.lasts(45_000);
      await second.resume();
      await lockstep.platform.heal();
      world.healed();
    },
  },
];

/** Another member of the upserter's groups for so long, and none for as long again. */
async function joinedFor(ms: number, { broker, topology }: Lockstep, world: World): Promise<void> {
  const onBatch = () => Promise.resolve();
  const members = await Promise.all(
    topology.consumersOf('upserter').map(({ topic, group }) => broker.subscribe({ topic, group, onBatch })),
  );
  try {
    await world.lasts(ms);
  } finally {
    await Promise.all(members.map((member) => member.stop(0)));
  }
  await world.lasts(ms);
}
