import { OURS } from '../contenders/ours.js';
import { PEERS } from '../contenders/peers.js';
import type { UpserterContender } from '../contenders/contender.js';
import { atMost, type Entry, type Row } from './row.js';
import { untilDone, whileRunning, withLane } from './with-lane.js';

const VERSIONS = 3;
/** 1 %. */
const FAILING = { failKeyMod: 100, failTimes: 3, failVersion: 1 };

/** Every employee changes three times; the first version of 1 % of them is refused with 503 three times. */
function failing(contender: UpserterContender, runs: number): Entry {
  return {
    contender: contender.name,
    title: contender.title,
    runs,
    measure: (bench, id, scale) => {
      const employees = Math.max(1_000, Math.round(10_000 * scale.events));
      const events = employees * VERSIONS;
      return withLane(bench, contender, id, { retryDelayMs: 2_000 }, FAILING, async (lane) => {
        await bench.load.preload(lane.target, events, employees);
        return whileRunning(lane, async ({ competitor, usage }) => {
          await untilDone(bench, competitor, events, 90_000);
          const stats = await bench.sink.stats(VERSIONS);
          return {
            stale: stats.staleFinal,
            outOfOrder: stats.outOfOrder,
            notNewest: stats.notExpected,
            failing: stats.failingKeys,
            healthyGapMs: stats.maxHealthyGapMs,
            healthyDoneS: stats.healthyDoneS,
            allDoneS: stats.elapsedS,
            ...usage(events),
          };
        });
      });
    },
  };
}

const peer = (name: string): UpserterContender => PEERS.find((one) => one.name === name)!;

export const FAILURES: Row = {
  id: 'failures',
  title: '1 % of employees fail three times',
  entries: [
    failing(OURS, 3),
    failing(peer('parallel-consumer'), 2),
    failing(peer('platformatic'), 1),
    failing(peer('spring-12'), 1),
    failing(peer('kafkajs'), 1),
  ],
  columns: [
    { figure: 'failing', heading: 'employees that fail', digits: 0 },
    { figure: 'stale', heading: 'stale at the end', digits: 0 },
    { figure: 'outOfOrder', heading: 'writes out of order', digits: 0 },
    { figure: 'notNewest', heading: 'not at the newest', digits: 0 },
    { figure: 'healthyGapMs', heading: 'longest gap of the healthy, ms', digits: 0 },
    { figure: 'healthyDoneS', heading: 'healthy done, s', digits: 1 },
    { figure: 'allDoneS', heading: 'all done, s', digits: 1 },
  ],
  compared: null,
  bars: [
    atMost('stale', 0, '0 stale'),
    atMost('notNewest', 0, 'everyone at the newest version'),
    atMost('healthyGapMs', 100, 'no gap over 100 ms for the healthy'),
  ],
};
