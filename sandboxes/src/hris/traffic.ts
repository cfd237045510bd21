import { chanceSequence } from '../seeded-chance.js';
import { USUAL_KINDS } from './random-change.js';
import type { KindWeights } from './random-change.js';

/** A stream of changes. */
export interface TrafficWish {
  readonly perSecond: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default: mostly updates. */
  readonly kinds?: KindWeights;
  /** Stops by itself after so many; null: never. Default null. */
  readonly total?: number | null;
}

const TICK_MS = 20;

/** Makes changes at an even pace until it is stopped. */
export class Traffic {
  private timer: NodeJS.Timeout | null = null;
  private wish: TrafficWish | null = null;
  private made = 0;

  constructor(private readonly change: (chance: () => number, kinds: KindWeights) => void) {}

  get state(): Record<string, unknown> {
    return { running: this.timer !== null, made: this.made, ...this.wish };
  }

  /** Replaces the stream that runs. */
  start(wish: TrafficWish): void {
    this.stop();
    this.wish = wish;
    this.made = 0;
    const startedAt = performance.now();
    const chance = chanceSequence(wish.seed ?? 1);
    const total = wish.total ?? Infinity;
    this.timer = setInterval(() => {
      const due = Math.min(total, ((performance.now() - startedAt) / 1_000) * wish.perSecond);
      while (this.made + 1 <= due) {
        this.made += 1;
        this.change(chance, wish.kinds ?? USUAL_KINDS);
      }
      if (this.made >= total) this.stop();
    }, TICK_MS);
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }
}
