import type { Bench } from '../bench.js';
import type { Competitor, Lane, LaneOptions, UpserterContender } from '../contenders/contender.js';
import type { Figures } from '../figures.js';
import { cpuMsOf, cpuMsOfTree, memoryOf } from '../machine/process-usage.js';
import type { SinkBehaviour, SinkStats } from '../sink.js';
import { until } from '../until.js';

/** Gives a contender a lane of its own, and takes it away afterwards, whatever happened. */
export async function withLane<T>(
  bench: Bench,
  contender: UpserterContender,
  id: string,
  options: LaneOptions,
  behaviour: SinkBehaviour,
  work: (lane: Lane) => Promise<T>,
): Promise<T> {
  await bench.sink.begin(behaviour);
  const lane = await contender.open(bench, id, options);
  try {
    return await work(lane);
  } finally {
    await lane.drop();
  }
}

/** A contender while it runs: what it has used since it was started. */
export interface Watched {
  readonly competitor: Competitor;
  /** CPU time and memory so far. @param events to divide by */
  usage(events: number): Figures;
}

/** Starts the contender on its lane, and ends it afterwards, whatever happened. */
export async function whileRunning<T>(lane: Lane, work: (watched: Watched) => Promise<T>): Promise<T> {
  const competitor = await lane.start();
  const helpersMs = (): number => competitor.helpers.reduce((sum, pid) => sum + cpuMsOfTree(pid), 0);
  const helpersBefore = helpersMs();
  try {
    return await work({
      competitor,
      usage: (events) => ({
        cpuUsPerEvent: (cpuMsOf(competitor.pid) * 1000) / events,
        helperCpuUsPerEvent: ((helpersMs() - helpersBefore) * 1000) / events,
        ...memoryOf(competitor.pid),
      }),
    });
  } finally {
    await competitor.stop();
  }
}

/** Waits until all are stored and, where the contender keeps account, every event has come to its end there. */
export async function untilDone(
  bench: Bench,
  competitor: Competitor,
  events: number,
  deadlineMs: number,
): Promise<SinkStats> {
  const look = async (): Promise<true | string> => {
    const [{ ok, requests }, ended] = await Promise.all([bench.sink.stats(), competitor.ended()]);
    const isDone = ended === null ? ok >= events : ended >= events;
    return isDone || `${ok} of ${events} stored after ${requests} requests, ${ended ?? 'unknown how many'} ended`;
  };
  await until('all events stored', look, deadlineMs);
  return bench.sink.stats();
}
