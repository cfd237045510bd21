import { summarise, type FailedRun, type RunResult, type Summary } from '../figures.js';
import type { Row, SummaryOf } from '../rows/row.js';

/** One row of the Speed table, judged. */
export interface JudgedRow {
  readonly id: string;
  readonly title: string;
  readonly bars: readonly { readonly text: string; readonly met: boolean | null }[];
  readonly contenders: readonly {
    readonly contender: string;
    readonly title: string;
    readonly summary: Summary | null;
    /** Ours divided by theirs in the figure that the row compares; null for ours and where one is missing. */
    readonly ratio: number | null;
    readonly problem: string | null;
  }[];
}

/** Medians, ratios and verdicts of every row. */
export function judge(rows: readonly Row[], results: readonly RunResult[], failed: readonly FailedRun[]): JudgedRow[] {
  const summaryOf = (row: string, contender: string): Summary | null =>
    summarise(results.filter((result) => result.row === row && result.contender === contender));
  return rows.map((row) => {
    const of: SummaryOf = (contender, other = row.id) => summaryOf(other, contender);
    const figureOf = (contender: string): number | undefined =>
      row.compared === null ? undefined : of(contender)?.figures[row.compared];
    const ours = figureOf('ours');
    return {
      id: row.id,
      title: row.title,
      bars: row.bars.map(({ text, judge: met }) => ({ text, met: met(of) })),
      contenders: row.entries.map(({ contender, title }) => {
        const summary = of(contender);
        const theirs = figureOf(contender);
        return {
          contender,
          title,
          summary,
          ratio: contender === 'ours' || ours === undefined || !theirs ? null : ours / theirs,
          problem: failed.find((one) => one.row === row.id && one.contender === contender)?.problem ?? null,
        };
      }),
    };
  });
}

const VERDICT = new Map<boolean | null, string>([
  [true, 'met'],
  [false, 'NOT MET'],
  [null, 'not measured'],
]);

/** The table as Markdown: under each row its bars, then one line a contender. */
export function speedTable(judged: readonly JudgedRow[], rows: readonly Row[]): string {
  return judged
    .map((row) =>
      section(
        row,
        rows.find(({ id }) => id === row.id)!,
      ),
    )
    .join('\n\n');
}

function section(judged: JudgedRow, row: Row): string {
  const bars = judged.bars.map(({ text, met }) => `- ${text}: **${VERDICT.get(met)!}**`);
  const compared = row.columns.find(({ figure }) => figure === row.compared)?.heading;
  const hasPeers = compared !== undefined && judged.contenders.length > 1;
  const headings = [
    'contender',
    ...row.columns.map(({ heading }) => heading),
    ...(hasPeers ? [`ours ÷ theirs, ${compared}`] : []),
    'runs',
  ];
  const lines = judged.contenders.map(({ contender, summary, ratio, problem }) => {
    if (summary === null)
      return [contender, ...row.columns.map(() => '-'), ...(hasPeers ? ['-'] : []), problem === null ? '0' : 'failed'];
    return [
      contender,
      ...row.columns.map(({ figure, digits }) => shown(summary.figures[figure], digits)),
      ...(hasPeers ? [ratio === null ? '' : ratio.toFixed(2)] : []),
      `${summary.runs}${summary.quiet ? '' : ' ~'}`,
    ];
  });
  return [`### ${row.title}`, '', ...bars, '', ...markdownTable(headings, lines)].join('\n');
}

/** Columns padded to one width, as Prettier would write them, so that a table in a document passes its check. */
function markdownTable(headings: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(3, heading.length, ...lines.map((line) => line[column]!.length)),
  );
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`;
  return [row(headings), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.map(row)];
}

function shown(value: number | undefined, digits: number): string {
  if (value === undefined || Number.isNaN(value)) return '-';
  return value
    .toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replaceAll(',', ' ');
}
