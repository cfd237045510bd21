import type { Clock, Timer } from './clock.js';

/** A clock that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  /** Moves time on, running each due timer at its own time and letting what it starts settle before the next one. */
  advance(ms: number): Promise<void>;
  /** Timers that have not run, earliest first, as epoch milliseconds. */
  pending(): readonly number[];
}

interface Waiting {
  readonly dueAt: number;
  readonly order: number;
  readonly fn: () => void;
}

/** @param startMs epoch milliseconds; default 2026-01-01T00:00:00Z */
export function createVirtualClock(startMs: number = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = startMs;
  let order = 0;
  const waiting = new Set<Waiting>();
  const inOrder = (): Waiting[] => [...waiting].sort((a, b) => a.dueAt - b.dueAt || a.order - b.order);

  return {
    now: () => now,
    elapsed: () => now - startMs,
    setTimer(delayMs: number, fn: () => void): Timer {
      const timer: Waiting = { dueAt: now + Math.max(0, delayMs), order: (order += 1), fn };
      waiting.add(timer);
      return { cancel: () => void waiting.delete(timer) };
    },
    async advance(ms: number): Promise<void> {
      const target = now + ms;
      await settle();
      for (let due = inOrder()[0]; due !== undefined && due.dueAt <= target; due = inOrder()[0]) {
        waiting.delete(due);
        now = Math.max(now, due.dueAt);
        due.fn();
        await settle();
      }
      now = target;
    },
    pending: () => inOrder().map((timer) => timer.dueAt),
  };
}

/** Lets promise chains run: a macrotask comes after every microtask that is queued, and after those they queue. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
