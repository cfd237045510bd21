import type { Lockstep } from '../harness/lockstep.js';

/** Records the upserter has not committed, over all its topics, whoever holds the partitions. */
export async function upserterLag({ broker, topology }: Lockstep): Promise<bigint> {
  const lags = topology.consumersOf('upserter').map(async ({ topic, group }) => {
    const [offsets, committed] = await Promise.all([broker.admin.offsets(topic), broker.admin.committed(group, topic)]);
    return offsets.reduce((sum, { partition, start, end }) => sum + end - (committed.get(partition) ?? start), 0n);
  });
  return (await Promise.all(lags)).reduce((sum, lag) => sum + lag, 0n);
}
