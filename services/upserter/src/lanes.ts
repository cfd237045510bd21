import { FirstInOrder } from './first-in-order.js';
import type { Work } from './work.js';
import { compareWork } from './work.js';

/** One employee's events in hand. Only one of them is worked on at a time. */
interface Lane {
  readonly employeeId: string;
  /** Oldest version first. */
  readonly waiting: Work[];
  busy: boolean;
  /** Where it waits for its call. */
  ready: ReadyQueue | null;
}

type ReadyQueue = FirstInOrder<Lane>;

/** What a lane wants done next. */
export type Next =
  /** A newer version is in hand: end this one without a call. */
  | { readonly kind: 'supersede'; readonly work: Work }
  /** Ends in the ledger, the platform is not needed. */
  | { readonly kind: 'record'; readonly work: Work }
  /** Nothing to do any more: the partition is gone, or a newer version makes a reference re-send pointless. */
  | { readonly kind: 'drop'; readonly work: Work };

/** One retry among so many live events, so that steady live traffic cannot starve the retries. */
const RETRY_SHARE = 8;

/**
 * Serialises the work per employee and keeps employees parallel. Events that need no call come out of `next()` at once;
 * those that do wait in the ready queue until the pipeline takes them, and are overtaken there by newer versions.
 */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();
  private readonly ready = { live: new FirstInOrder<Lane>(), retry: new FirstInOrder<Lane>() };
  private taken = 0;

  /** Adds an event, or puts one back that was taken and not finished. */
  add(work: Work): void {
    const employeeId = work.event.employeeId;
    let lane = this.lanes.get(employeeId);
    if (lane === undefined) this.lanes.set(employeeId, (lane = { employeeId, waiting: [], busy: false, ready: null }));
    lane.waiting.push(work);
    if (lane.waiting.length > 1) lane.waiting.sort(compareWork);
  }

  /** Marks the employee free again after its event has been finished or put back. */
  free(employeeId: string): void {
    const lane = this.lanes.get(employeeId);
    if (lane) lane.busy = false;
  }

  /** What can be done for this employee without the platform; null when it waits for a call or has nothing. Marks it busy. */
  next(employeeId: string): Next | null {
    const lane = this.lanes.get(employeeId);
    if (lane === undefined || lane.busy) return null;
    lane.ready?.delete(lane);
    lane.ready = null;
    const work = lane.waiting[0];
    if (work === undefined) {
      this.lanes.delete(employeeId);
      return null;
    }
    const kind = this.kindOf(lane, work);
    if (kind === 'call') {
      lane.ready = this.ready[work.traffic];
      lane.ready.add(lane);
      return null;
    }
    lane.waiting.shift();
    lane.busy = true;
    return { kind, work };
  }

  private kindOf(lane: Lane, work: Work): Next['kind'] | 'call' {
    if (work.delivery.isStale()) return 'drop';
    const newest = lane.waiting.at(-1)!;
    // By the moment of the change alone: of one moment, what stands later on the topic may be the repeat of an older
    // event, which only the ledger knows; it would end this one and then be nothing itself.
    const overtaken = newest.version.modifiedAt > work.version.modifiedAt;
    if (work.reference) return overtaken ? 'drop' : 'call';
    if (overtaken) return 'supersede';
    return work.intent === 'call' ? 'call' : 'record';
  }

  /** The next event that needs the platform, live before retry; marks its employee busy. */
  takeCall(): Work | null {
    for (;;) {
      const [first, second] = this.taken % RETRY_SHARE === RETRY_SHARE - 1 ? RETRY_FIRST : LIVE_FIRST;
      const lane = this.ready[first].take() ?? this.ready[second].take();
      if (lane === undefined) return null;
      lane.ready = null;
      const work = lane.waiting.shift();
      if (work === undefined) continue;
      this.taken++;
      lane.busy = true;
      return work;
    }
  }

  hasCalls(): boolean {
    return this.ready.live.size + this.ready.retry.size > 0;
  }

  /** Forgets everything that is not being worked on; its records stay uncommitted and are delivered again. */
  abandonWaiting(): void {
    for (const lane of this.lanes.values()) lane.waiting.length = 0;
    this.ready.live.clear();
    this.ready.retry.clear();
  }

  /** Employees with an event in hand. */
  get size(): number {
    return this.lanes.size;
  }

  /** Events that wait. */
  waiting(): number {
    let count = 0;
    for (const lane of this.lanes.values()) count += lane.waiting.length;
    return count;
  }
}

const LIVE_FIRST = ['live', 'retry'] as const;
const RETRY_FIRST = ['retry', 'live'] as const;
