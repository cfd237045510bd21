import type { Timer } from '@lockstep/platform';

interface Due {
  readonly at: number;
  readonly order: number;
  readonly fn: () => void;
  cancelled: boolean;
}

/** When every run begins, epoch milliseconds. */
export const BEGINNING = Date.UTC(2026, 0, 5, 9);

/**
 * The one clock everything hangs on. Nothing in a simulation waits for a real timer, a socket or a disk, so what runs
 * when is decided by this queue alone: by time, then by the order in which it was asked for.
 */
export class VirtualTime {
  now = BEGINNING;
  private readonly heap: Due[] = [];
  private asked = 0;

  after(delayMs: number, fn: () => void): Timer {
    this.asked += 1;
    const due: Due = { at: this.now + Math.max(0, delayMs), order: this.asked, fn, cancelled: false };
    this.push(due);
    return {
      cancel: () => {
        due.cancelled = true;
      },
    };
  }

  /** Runs what is due, one after the other, until nothing is left before `until` or `isOver` says so. */
  async run(until: number, isOver: () => boolean = () => false): Promise<void> {
    while (!isOver() && this.heap.length > 0 && this.heap[0]!.at <= until) {
      const due = this.pop();
      if (due.cancelled) continue;
      this.now = due.at;
      due.fn();
      await settled();
    }
    if (!isOver()) this.now = Math.max(this.now, until);
  }

  private push(due: Due): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(due);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(due, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = due;
  }

  private pop(): Due {
    const { heap } = this;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}

/**
 * Lets everything that has been started run as far as it gets without the clock. Two turns of the event loop: group
 * commit collects its batch at the end of the first. Both are in the order of asking, as promises are: deterministic.
 */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
