import type { Bench } from '../bench.js';
import type { LoadTarget } from '../load.js';

/** What a contender is told besides where everything is. */
export interface LaneOptions {
  /** Requests to the platform under way at once. Default: the contender's own. */
  readonly inFlight?: number;
  /** Delay before each retry. Default: 2 000. */
  readonly retryDelayMs?: number;
}

/** A contender that runs. */
export interface Competitor {
  readonly pid: number;
  /** Process IDs whose whole trees work for this contender alone, such as its database. */
  readonly helpers: readonly number[];
  /** How many events have come to their end by the contender's own account; null when it keeps none. */
  ended(): Promise<number | null>;
  stop(): Promise<void>;
}

/** One run of one contender: topics of its own, then the contender on them. */
export interface Lane {
  readonly target: LoadTarget;
  /** Starts the contender; it reads from the earliest offset. */
  start(): Promise<Competitor>;
  /** Deletes what the run left on the servers. */
  drop(): Promise<void>;
}

/** One way of bringing employee events to the platform. */
export interface UpserterContender {
  readonly name: string;
  /** What it is, for a reader who does not know it. */
  readonly title: string;
  open(bench: Bench, id: string, options: LaneOptions): Promise<Lane>;
}
