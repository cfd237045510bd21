import type { Dice } from './chance.js';

/** What can go wrong with calls while an episode lasts; the rate is the share of calls that are hit. */
const RATES = {
  // The platform.
  platform_error: [0.2, 0.6],
  platform_error_body: [0.1, 0.4],
  platform_down: [1, 1],
  platform_timeout: [0.1, 0.5],
  platform_applied_unheard: [0.2, 0.7],
  platform_reset: [0.1, 0.5],
  platform_reset_after: [0.1, 0.5],
  platform_throttled: [0.3, 1],
  platform_unauthorised: [0.3, 1],
  platform_refused: [0.05, 0.2],
  platform_conflict: [0.05, 0.2],
  platform_slow: [0.2, 0.8],
  // Postgres.
  database_failed: [0.1, 0.5],
  database_unheard: [0.1, 0.5],
  database_slow: [0.2, 0.8],
  database_away: [1, 1],
  // Kafka.
  broker_failed: [0.1, 0.5],
  broker_unheard: [0.1, 0.5],
  broker_slow: [0.2, 0.8],
  broker_away: [1, 1],
  // The registry.
  registry_away: [1, 1],
  // The process, at a call: before its effect, or after it and before the answer is heard.
  crash_before: [0.01, 0.05],
  crash_after: [0.01, 0.05],
} as const;

export type FaultName = keyof typeof RATES;
export const FAULT_NAMES = Object.keys(RATES) as FaultName[];

/** A few virtual seconds with a subset of the faults, often none. Times are milliseconds since the beginning. */
export interface Episode {
  readonly from: number;
  readonly to: number;
  readonly rates: Partial<Readonly<Record<FaultName, number>>>;
}

/** Consecutive episodes that fill the time up to the heal. */
export function planEpisodes(dice: Dice, healAt: number): readonly Episode[] {
  const episodes: Episode[] = [];
  for (let from = 0; from < healAt;) {
    const to = Math.min(healAt, from + dice.whole(1_000, 7_000));
    const count = dice.is(0.25) ? 0 : dice.whole(1, 4);
    const names = Array.from({ length: count }, () => dice.one(FAULT_NAMES));
    episodes.push({ from, to, rates: Object.fromEntries(names.map((name) => [name, rateOf(dice, name)])) });
    from = to;
  }
  return episodes;
}

function rateOf(dice: Dice, name: FaultName): number {
  const [least, most] = RATES[name];
  return least + dice.next() * (most - least);
}
