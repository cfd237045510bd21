import { chanceOf } from '../seeded-chance.js';
import type { Fault } from './fault.js';
import type { FaultList } from './parse-faults.js';

/** A request as faults see it. */
export interface FaultyRequest {
  readonly on: 'upsert' | 'list' | 'connect';
  readonly employeeId: string | null;
}

/** What a request is dealt: how long it waits, and the fault that strikes it then. */
export interface Dealt {
  readonly delayMs: number;
  readonly fault: Fault | null;
}

interface Watched {
  readonly fault: Fault;
  /** Requests that matched so far, spared ones included. */
  seen: number;
  /** Requests of each employee that came under it, and that it struck. */
  readonly asked: Map<string, number>;
  readonly struck: Map<string, number>;
}

/** The faults that hold, and how often each has struck. */
export class FaultPlan {
  private readonly watched: readonly Watched[];

  constructor(
    readonly list: FaultList,
    private readonly setAt: number,
  ) {
    this.watched = list.faults.map((fault) => ({ fault, seen: 0, asked: new Map(), struck: new Map() }));
  }

  /** Latencies add up; of the others the first that matches strikes. */
  deal(request: FaultyRequest, now: number): Dealt {
    let delayMs = 0;
    for (const [index, watched] of this.watched.entries()) {
      const { fault } = watched;
      if (!this.strikes(watched, index, request, now)) continue;
      if (fault.kind !== 'latency') return { delayMs, fault };
      const jitter = chanceOf(this.list.seed, 'jitter', index, watched.seen);
      delayMs += fault.ms + jitter * (fault.jitterMs ?? 0);
    }
    return { delayMs, fault: null };
  }

  private strikes(watched: Watched, index: number, request: FaultyRequest, now: number): boolean {
    const { fault } = watched;
    const { match = {} } = fault;
    if (!isPlaceOf(fault, request.on)) return false;
    if (match.untilMs !== undefined && now >= this.setAt + match.untilMs) return false;
    const who = request.employeeId ?? '';
    if (match.employeeIds !== undefined && !match.employeeIds.includes(who)) return false;
    const asked = countUp(watched.asked, who);
    if (match.share !== undefined && chanceOf(this.list.seed, 'share', index, who, asked) >= match.share) return false;
    watched.seen += 1;
    if (watched.seen <= (match.after ?? 0)) return false;
    if (match.times !== undefined && (watched.struck.get(who) ?? 0) >= match.times) return false;
    countUp(watched.struck, who);
    return true;
  }
}

function isPlaceOf(fault: Fault, on: FaultyRequest['on']): boolean {
  const inConnect = fault.kind === 'reset' && fault.when === 'connect';
  if (inConnect || on === 'connect') return inConnect && on === 'connect';
  const wanted = fault.match?.on ?? (fault.kind === 'early_end' ? 'list' : 'upsert');
  return wanted === 'any' || wanted === on;
}

function countUp(counts: Map<string, number>, who: string): number {
  const count = (counts.get(who) ?? 0) + 1;
  counts.set(who, count);
  return count;
}
