import type { Metrics } from '@lockstep/platform';
import type { ConsumerStrategy } from './consumer-strategy.js';

/** A scrape must not hang while Kafka is away; the gauge keeps its last value then. */
const LONGEST_LOOK_MS = 2_000;

/** `lockstep_consumer_lag`: records behind the end of the assigned partitions, by committed offset, read at each scrape. */
export function exposeLag(strategy: Pick<ConsumerStrategy, 'lag'>, metrics: Metrics): void {
  const help = 'Records behind the end of the assigned partitions, by committed offset.';
  metrics.gauge('consumer_lag', help, ['topic'], async (gauge) => {
    const late = new Promise<ReadonlyMap<string, bigint>>((resolve) => {
      setTimeout(() => resolve(new Map()), LONGEST_LOOK_MS).unref();
    });
    for (const [topic, records] of await Promise.race([strategy.lag(), late])) gauge.set({ topic }, Number(records));
  });
}
