import type { Fault } from './fault.js';
import { FaultMatchCounter } from './fault-match.js';
import type { FaultList } from './read-fault-list.js';

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

/** The faults that hold, and how often each has struck. */
export class FaultPlan {
  private readonly watched: readonly { readonly fault: Fault; readonly counter: FaultMatchCounter }[];

  constructor(
    readonly list: FaultList<Fault>,
    setAt: number,
    private readonly usualPlace: 'upsert' | 'list' = 'upsert',
  ) {
    this.watched = list.faults.map((fault, index) => ({
      fault,
      counter: new FaultMatchCounter(fault.match ?? {}, { seed: list.seed, index, setAt }),
    }));
  }

  /** Latencies add up; of the others the first that matches strikes. */
  deal(request: FaultyRequest, now: number): Dealt {
    let delayMs = 0;
    for (const { fault, counter } of this.watched) {
      if (!this.isPlaceOf(fault, request.on) || !counter.strikes(request.employeeId ?? '', now)) continue;
      if (fault.kind !== 'latency') return { delayMs, fault };
      delayMs += fault.ms + counter.chance('jitter') * (fault.jitterMs ?? 0);
    }
    return { delayMs, fault: null };
  }

  private isPlaceOf(fault: Fault, on: FaultyRequest['on']): boolean {
    const inConnect = fault.kind === 'reset' && fault.when === 'connect';
    if (inConnect || on === 'connect') return inConnect && on === 'connect';
    const wanted = fault.match?.on ?? (fault.kind === 'early_end' ? 'list' : this.usualPlace);
    return wanted === 'any' || wanted === on;
  }
}
