import type { Bench } from '../bench.js';
import type { Figures, Summary } from '../figures.js';

/** How much of everything a run takes. */
export interface Scale {
  /** Multiplies numbers of events; 1 is the whole. */
  readonly events: number;
  /** Multiplies durations. */
  readonly seconds: number;
}

/** A figure that a row shows for every contender. */
export interface Column {
  /** As in `Figures`. */
  readonly figure: string;
  readonly heading: string;
  readonly digits: number;
}

/** Summaries of this row by contender; of other rows by `row/contender`. */
export type SummaryOf = (contender: string, row?: string) => Summary | null;

/** What the row is held to. */
export interface Bar {
  /** As the issue says it. */
  readonly text: string;
  /** Whether it is met; null while a figure for it is missing. */
  judge(of: SummaryOf): boolean | null;
}

/** Who takes part in a row, and how often each is measured. */
export interface Entry {
  readonly contender: string;
  readonly title: string;
  /** Runs when the benchmark repeats 3 times; slow ones, that only show an order of magnitude, have 1. */
  readonly runs: number;
  /** Left out unless `--contender` names it. Default: false. */
  readonly onlyWhenNamed?: boolean;
  /** @param id unique in this benchmark, fit for a topic's name */
  measure(bench: Bench, id: string, scale: Scale): Promise<Figures>;
}

/** One line of the Speed table. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** Ours first. */
  readonly entries: readonly Entry[];
  readonly columns: readonly Column[];
  /** The figure that ours is divided by theirs in; null where a ratio says nothing. */
  readonly compared: string | null;
  readonly bars: readonly Bar[];
}

/** Ours divided by theirs; null where either is missing. */
export function ratio(of: SummaryOf, figure: string, theirs: string): number | null {
  const a = of('ours')?.figures[figure];
  const b = of(theirs)?.figures[figure];
  return a === undefined || b === undefined || b === 0 ? null : a / b;
}

/** A bar on one figure of ours. */
export function atMost(figure: string, limit: number, text: string): Bar {
  return { text, judge: (of) => holds(of('ours')?.figures[figure], (value) => value <= limit) };
}

export function holds(value: number | null | undefined, test: (value: number) => boolean): boolean | null {
  return value === undefined || value === null ? null : test(value);
}
