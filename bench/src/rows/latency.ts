import { OURS } from '../contenders/ours.js';
import { PEERS } from '../contenders/peers.js';
import type { UpserterContender } from '../contenders/contender.js';
import type { Bench } from '../bench.js';
import { cpuMsOf } from '../machine/process-usage.js';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../until.js';
import { atMost, type Entry, type Row } from './row.js';
import { whileRunning, withLane } from './with-lane.js';

export const PER_SECOND = 500;
const EMPLOYEES = 5_000;
const WARM_UP_S = 8;
const MEASURED_S = 10;

/** Events, or what becomes them, arriving at a fixed rate: the latencies after a warm-up. */
export async function measureArrivals(
  bench: Bench,
  pids: readonly number[],
  seconds: number,
  send: (seconds: number) => Promise<void>,
): Promise<Record<string, number>> {
  const warmUpS = Math.max(1, Math.round(WARM_UP_S * seconds));
  const measuredS = Math.max(1, Math.round(MEASURED_S * seconds));
  const sending = send(warmUpS + measuredS);
  // A failure shows at the await below; until then it must not count as unhandled.
  sending.catch(() => undefined);
  await Promise.race([delay(warmUpS * 1000), sending]);
  await bench.sink.reset();
  const before = pids.map(cpuMsOf);
  await sending;
  const expected = PER_SECOND * measuredS;
  // What was under way at the reset counts as well, so a few more may come.
  const look = async (): Promise<true | string> => {
    const { ok } = await bench.sink.stats();
    return ok >= expected * 0.98 || `${ok} of ${expected} were stored`;
  };
  await until('all events stored', look, 10_000);
  const { e2eMs, ok } = await bench.sink.stats();
  const usedMs = pids.reduce((sum, pid, index) => sum + cpuMsOf(pid) - (before[index] ?? 0), 0);
  return { ...latencies(e2eMs), cpuPercent: usedMs / (measuredS * 10), stored: ok };
}

function latencies(e2eMs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number }) {
  return { p50Ms: e2eMs.p50, p90Ms: e2eMs.p90, p99Ms: e2eMs.p99, maxMs: e2eMs.max };
}

function arriving(contender: UpserterContender, runs: number): Entry {
  return {
    contender: contender.name,
    title: contender.title,
    runs,
    measure: (bench, id, scale) =>
      withLane(bench, contender, id, {}, {}, async (lane) =>
        whileRunning(lane, async ({ competitor, usage }) => {
          // One event on every partition, more or less: what is stored is read.
          await bench.load.preload(lane.target, 100, 100);
          const reads = async (): Promise<true | string> => {
            const { ok } = await bench.sink.stats();
            return ok >= 100 || `${ok} of 100 first events are stored`;
          };
          await until(`${contender.name} reads`, reads, 60_000);
          const send = (seconds: number) => bench.load.rate(lane.target, PER_SECOND, seconds, EMPLOYEES);
          const figures = await measureArrivals(bench, [competitor.pid], scale.seconds, send);
          return { ...figures, ...usage(1), cpuUsPerEvent: ((figures['cpuPercent'] ?? 0) * 10_000) / PER_SECOND };
        }),
      ),
  };
}

const peer = (name: string): UpserterContender => PEERS.find((one) => one.name === name)!;

export const LATENCY_COLUMNS = [
  { figure: 'p50Ms', heading: 'p50 ms', digits: 1 },
  { figure: 'p90Ms', heading: 'p90 ms', digits: 1 },
  { figure: 'p99Ms', heading: 'p99 ms', digits: 1 },
  { figure: 'maxMs', heading: 'max ms', digits: 0 },
  { figure: 'cpuPercent', heading: 'CPU % of a core', digits: 0 },
  { figure: 'peakRssMiB', heading: 'peak RSS MiB', digits: 0 },
] as const;

export const LATENCY: Row = {
  id: 'latency-500',
  title: 'event on Kafka → stored at the platform, 500/s',
  entries: [
    arriving(OURS, 3),
    arriving(peer('platformatic'), 2),
    arriving(peer('spring-12'), 2),
    arriving(peer('parallel-consumer'), 1),
    arriving(peer('kafkajs'), 1),
    arriving(peer('kafkajs-commit1s'), 1),
    { ...arriving(peer('ours-as-peer'), 3), onlyWhenNamed: true },
  ],
  columns: LATENCY_COLUMNS,
  compared: 'p99Ms',
  bars: [atMost('p50Ms', 5, 'p50 ≤ 5 ms'), atMost('p99Ms', 15, 'p99 ≤ 15 ms')],
};
