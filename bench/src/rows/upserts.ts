import { OURS } from '../contenders/ours.js';
import { PEERS } from '../contenders/peers.js';
import type { UpserterContender } from '../contenders/contender.js';
import type { Entry, Row } from './row.js';
import { holds, ratio } from './row.js';
import { untilDone, whileRunning, withLane } from './with-lane.js';

interface Load {
  readonly latencyMs: number;
  readonly inFlight?: number;
  readonly events: number;
  readonly runs?: number;
}

const contender = (name: string): UpserterContender => [OURS, ...PEERS].find((one) => one.name === name)!;

/** The topic is full before the contender starts; the platform counts from its first request to its last success. */
function filled(name: string, { latencyMs, inFlight, events, runs = 3 }: Load): Entry {
  const { title } = contender(name);
  return {
    contender: name,
    title,
    runs,
    measure: (bench, id, scale) => {
      const count = Math.max(100, Math.round(events * scale.events));
      const options = inFlight === undefined ? {} : { inFlight };
      return withLane(bench, contender(name), id, options, { latencyMs }, async (lane) => {
        // Every event is of another employee: nothing can be coalesced.
        await bench.load.preload(lane.target, count, count);
        return whileRunning(lane, async ({ competitor, usage }) => {
          const stats = await untilDone(bench, competitor, count, 120_000);
          return {
            perSecond: stats.ratePerS,
            lastHalfPerSecond: stats.lastHalfRatePerS,
            maxInFlight: stats.maxInflight,
            duplicates: stats.duplicates,
            ...usage(count),
          };
        });
      });
    },
  };
}

const columns = [
  { figure: 'perSecond', heading: 'events/s', digits: 0 },
  { figure: 'lastHalfPerSecond', heading: '2nd half', digits: 0 },
  { figure: 'cpuUsPerEvent', heading: 'CPU µs/event', digits: 0 },
  { figure: 'helperCpuUsPerEvent', heading: 'its database’s', digits: 0 },
  { figure: 'peakRssMiB', heading: 'peak RSS MiB', digits: 0 },
] as const;

export const UPSERTS_0MS: Row = {
  id: 'upserts-0ms',
  title: 'upserts/s, the platform answers in 0 ms',
  entries: [
    filled('ours', { latencyMs: 0, events: 100_000 }),
    filled('kafkajs', { latencyMs: 0, events: 100_000 }),
    filled('platformatic', { latencyMs: 0, events: 100_000, runs: 2 }),
    filled('parallel-consumer', { latencyMs: 0, events: 100_000 }),
    filled('spring-2', { latencyMs: 0, events: 100_000 }),
    filled('nest-stock', { latencyMs: 0, events: 20_000, runs: 1 }),
    { ...filled('ours-as-peer', { latencyMs: 0, events: 100_000 }), onlyWhenNamed: true },
  ],
  columns,
  compared: 'perSecond',
  bars: [
    {
      text: 'more than the best JVM peer',
      judge: (of) => {
        const ratios = ['parallel-consumer', 'spring-2'].map((peer) => ratio(of, 'perSecond', peer));
        return ratios.includes(null) ? null : ratios.every((value) => value! > 1);
      },
    },
    {
      text: 'at least half of bare kafkajs',
      judge: (of) => holds(ratio(of, 'perSecond', 'kafkajs'), (value) => value >= 0.5),
    },
  ],
};

export const UPSERTS_20MS: Row = {
  id: 'upserts-20ms',
  title: 'upserts/s, the platform answers in 20 ms, 100 requests in flight',
  entries: [
    filled('ours', { latencyMs: 20, inFlight: 100, events: 25_000 }),
    filled('parallel-consumer', { latencyMs: 20, inFlight: 100, events: 25_000 }),
    filled('platformatic', { latencyMs: 20, inFlight: 100, events: 25_000, runs: 1 }),
    filled('spring-12', { latencyMs: 20, events: 4_000, runs: 1 }),
    filled('nest-stock', { latencyMs: 20, events: 500, runs: 1 }),
    { ...filled('ours-as-peer', { latencyMs: 20, inFlight: 100, events: 25_000 }), onlyWhenNamed: true },
  ],
  columns,
  compared: 'perSecond',
  bars: [
    {
      text: 'at least parallel-consumer’s',
      judge: (of) => holds(ratio(of, 'perSecond', 'parallel-consumer'), (value) => value >= 1),
    },
  ],
};
