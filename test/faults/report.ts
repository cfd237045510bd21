import type { Verdict } from './verdict.js';

const recovery = ({ recoverySeconds }: Verdict): string =>
  recoverySeconds === null ? '-' : recoverySeconds.toFixed(1);

/** The table for a terminal, with everything that is not as it must be below it. */
export function textReport(verdicts: readonly Verdict[]): string {
  const widest = Math.max(8, ...verdicts.map(({ scenario }) => scenario.length));
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(widest) : String(cell).padStart(9))).join(' ');
  const rows = verdicts.map((verdict) =>
    line([
      verdict.scenario,
      verdict.events,
      verdict.lost,
      verdict.duplicate,
      verdict.stale,
      verdict.unseen,
      recovery(verdict),
      verdict.ok ? 'ok' : 'FAILED',
    ]),
  );
  const remarks = verdicts.flatMap(({ scenario, problems, notPromised }) =>
    [...problems, ...notPromised].map((remark) => `  ${scenario}: ${remark}`),
  );
  const head = line(['scenario', 'events', 'lost', 'duplicate', 'stale', 'unseen', 'recov. s', '']);
  return [head, ...rows, ...remarks, ''].join('\n');
}

/** The table for docs/reliability.md. */
export function markdownReport(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map((verdict) => {
    const { scenario, events, lost, duplicate, stale, unseen, ok } = verdict;
    return `| ${scenario} | ${events} | ${lost} | ${duplicate} | ${stale} | ${unseen} | ${recovery(verdict)} | ${ok ? 'ok' : 'failed'} |`;
  });
  return [
    '| what was done | events | lost | duplicate | stale | unseen | recovered after, s | |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
