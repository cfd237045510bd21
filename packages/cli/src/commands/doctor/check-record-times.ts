import type { Messaging } from '@lockstep/messaging';
import { TOLERATED_SKEW_MS } from './check-database.js';
import { ok, type Finding } from './finding.js';

/**
 * Kafka tells nobody its time, but its records carry that of who wrote them: the newest must not be of the future.
 */
export async function checkRecordTimes({ broker, topology }: Messaging, now: number): Promise<Finding[]> {
  const topic = topology.topic('employee.events');
  const ranges = (await broker.admin.offsets(topic)).filter(({ start, end }) => end > start);
  if (ranges.length === 0) return [ok('clock of Kafka’s writers', 'no records yet')];
  const partitions = ranges.map(({ partition }) => partition);
  const from = new Map(ranges.map(({ partition, end }) => [partition, end - 1n]));
  let ahead = Number.NEGATIVE_INFINITY;
  for await (const { timestamp } of broker.read(topic, { partitions, from })) ahead = Math.max(ahead, timestamp - now);
  if (ahead <= TOLERATED_SKEW_MS) return [ok('clock of Kafka’s writers', 'no record is of the future')];
  return [
    {
      check: 'clock of Kafka’s writers',
      state: 'finding',
      detail: `a record of ${topic} is ${Math.round(ahead)} ms ahead of this machine's clock`,
      remedy: 'Let all machines follow one time source (NTP, chrony).',
    },
  ];
}
