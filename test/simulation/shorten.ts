import { runSeed, type RunResult } from './run-seed.js';

/** Enough for a few hundred atoms; a story of three lines is not worth an hour. */
const MOST_RUNS = 600;

/**
 * The shortest way this search finds for a seed to fail still, with its story: takes out planned steps and faults, in
 * ever smaller groups, as long as the first problem is left (delta debugging). Deterministic, as the runs are.
 */
export async function shorten(failed: RunResult, run: typeof runSeed = runSeed): Promise<RunResult> {
  const { seed } = failed;
  const kind = kindOf(failed.problems[0]!);
  const without = new Set<string>();
  let best = failed;
  let runs = 0;
  for (let size = Math.ceil(best.atoms.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.atoms.length && runs < MOST_RUNS; runs += 1) {
      const group = best.atoms.slice(at, at + size);
      const tried = await run({ seed, without: new Set([...without, ...group]) });
      if (!tried.problems.some((problem) => kindOf(problem) === kind)) at += size;
      else {
        for (const atom of group) without.add(atom);
        best = tried;
      }
    }
  }
  return run({ seed, without, isTold: true });
}

/** A problem without the names of events and employees: the same one in another history. */
function kindOf(problem: string): string {
  return problem.replace(/:.*$/, '').replace(/\S*\d\S*/g, '…');
}
