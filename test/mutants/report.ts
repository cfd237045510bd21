import type { Trial } from './trial.js';

/** The table for a terminal; what is wrong stands below it. */
export function textReport(trials: readonly Trial[]): string {
  const widest = Math.max(...trials.map(({ mutant }) => mutant.name.length));
  const rows = trials.map(
    ({ mutant, verdict, seconds }) =>
      `${mutant.name.padEnd(widest)}  ${verdict.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${describe(mutant.killers[0])}`,
  );
  const remarks = trials.flatMap(({ mutant, detail }) => (detail === null ? [] : [`  ${mutant.name}: ${detail}`]));
  const killed = trials.filter(({ verdict }) => verdict === 'killed').length;
  return [...rows, ...remarks, `${killed} passed, ${trials.length - killed} failed`, ''].join('\n');
}

/** The table for docs/reliability.md. */
export function markdownReport(trials: readonly Trial[]): string {
  const rows = trials.map(
    ({ mutant, verdict }) =>
      `| \`${mutant.name}\` | ${mutant.breaks} | ${verdict === 'killed' ? mutant.killers.map(describe).join('; ') : verdict} |`,
  );
  return ['| planted bug | what it breaks | turned red |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

function describe({ file, test }: { readonly file: string; readonly test: string }): string {
  return `${file.replace(/^.*\//, '').replace(/\.spec\.ts$/, '')} “${test}”`;
}
