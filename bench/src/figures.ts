/** What one run measured, by name; the unit stands at the end of the name. */
export type Figures = Readonly<Record<string, number>>;

/** One run of one contender on one row. */
export interface RunResult {
  readonly row: string;
  readonly contender: string;
  /** ISO 8601. */
  readonly at: string;
  readonly figures: Figures;
  /** Share of the machine's CPU that others used meanwhile. */
  readonly otherCpuPercent: number;
}

/** A contender that could not be measured; the others go on. */
export interface FailedRun {
  readonly row: string;
  readonly contender: string;
  readonly problem: string;
}

/** A run of a machine on which others used more than this is not taken where there is a quieter one. */
export const QUIET_PERCENT = 20;

/** The middle value; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** What several runs say together. */
export interface Summary {
  readonly figures: Figures;
  readonly runs: number;
  /** False where no run was quiet, so that all were taken. */
  readonly quiet: boolean;
}

/** Medians over the quiet runs, or over all where none was; null without a run. */
export function summarise(results: readonly RunResult[]): Summary | null {
  if (results.length === 0) return null;
  const quiet = results.filter(({ otherCpuPercent }) => otherCpuPercent <= QUIET_PERCENT);
  const taken = quiet.length > 0 ? quiet : results;
  const names = [...new Set(taken.flatMap(({ figures }) => Object.keys(figures)))];
  const valuesOf = (name: string): number[] => taken.flatMap(({ figures }) => figures[name] ?? []);
  return {
    figures: Object.fromEntries(names.map((name) => [name, median(valuesOf(name))])),
    runs: taken.length,
    quiet: quiet.length > 0,
  };
}
