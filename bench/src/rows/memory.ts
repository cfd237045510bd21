import { OURS } from '../contenders/ours.js';
import { memoryOf } from '../machine/process-usage.js';
import { setTimeout as delay } from 'node:timers/promises';
import { holds, type Bar, type Entry, type Row, type SummaryOf } from './row.js';
import { whileRunning, withLane } from './with-lane.js';

const EVENTS = 1_000_000;
const LIMIT_MIB = 350;
/** What memory may still grow by over the second half of a million events and count as flat. */
const FLAT = 1.1;

/** Resident memory of the upserter at each quarter of a million events. */
const million: Entry = {
  contender: 'ours',
  title: 'Lockstep’s upserter over 1 million events',
  runs: 1,
  measure: (bench, id, scale) => {
    const events = Math.max(400, Math.round(EVENTS * scale.events));
    return withLane(bench, OURS, id, {}, {}, async (lane) => {
      await bench.load.preload(lane.target, events, events);
      return whileRunning(lane, async ({ competitor, usage }) => {
        const figures: Record<string, number> = {};
        for (let quarter = 1; quarter <= 4; quarter += 1) {
          figures[`rss${quarter * 25}MiB`] = await highestUntil(bench.sink, competitor.pid, (events * quarter) / 4);
        }
        const { ratePerS } = await bench.sink.stats();
        return { ...figures, perSecond: ratePerS, ...usage(events) };
      });
    });
  },
};

/** The highest resident memory seen until so many are stored: a garbage-collected heap goes up and down. */
async function highestUntil(
  sink: { stats(): Promise<{ readonly ok: number }> },
  pid: number,
  stored: number,
): Promise<number> {
  const deadline = performance.now() + 300_000;
  let highest = 0;
  for (;;) {
    highest = Math.max(highest, memoryOf(pid).rssMiB);
    const { ok } = await sink.stats();
    if (ok >= stored) return highest;
    if (performance.now() > deadline) throw new Error(`only ${ok} of ${stored} were stored within 5 minutes`);
    await delay(200);
  }
}

const flat: Bar = {
  text: 'flat: no more than 10 % higher in the last quarter of a million than in the second',
  judge: (of) => {
    const figures = of('ours')?.figures;
    const [second, last] = [figures?.['rss50MiB'], figures?.['rss100MiB']];
    return second === undefined || last === undefined ? null : last <= second * FLAT;
  },
};

function peakUnder(text: string, rows: readonly string[]): Bar {
  const peaks = (of: SummaryOf) => rows.flatMap((row) => of('ours', row)?.figures['peakRssMiB'] ?? []);
  return {
    text,
    judge: (of) =>
      holds(peaks(of).length === rows.length ? Math.max(...peaks(of)) : null, (value) => value <= LIMIT_MIB),
  };
}

export const MEMORY: Row = {
  id: 'memory',
  title: 'memory per service under these loads, and after 1 million events',
  entries: [million],
  columns: [
    { figure: 'rss25MiB', heading: '1st quarter MiB', digits: 0 },
    { figure: 'rss50MiB', heading: '2nd', digits: 0 },
    { figure: 'rss75MiB', heading: '3rd', digits: 0 },
    { figure: 'rss100MiB', heading: '4th', digits: 0 },
    { figure: 'peakRssMiB', heading: 'peak MiB', digits: 0 },
    { figure: 'perSecond', heading: 'events/s', digits: 0 },
  ],
  compared: null,
  bars: [
    peakUnder('upserter ≤ 350 MiB under every load', [
      'upserts-0ms',
      'upserts-20ms',
      'latency-500',
      'failures',
      'memory',
    ]),
    peakUnder('ingest ≤ 350 MiB', ['webhooks']),
    flat,
  ],
};
