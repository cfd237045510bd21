import type { Killer, Mutant, Suite } from './mutant.js';
import { suiteOf } from './mutant.js';
import type { PrivateCopy } from './private-copy.js';
import { isAmong, runTests, type RedTest, type TestRun } from './run-tests.js';

/** How one planted bug ended. */
export interface Trial {
  readonly mutant: Mutant;
  readonly verdict: 'killed' | 'survived' | 'void';
  /** Tests that turned red, of those that must. */
  readonly red: readonly RedTest[];
  readonly seconds: number;
  /** Why it survived, or why it proves nothing. */
  readonly detail: string | null;
}

export interface TrialContext {
  readonly copy: PrivateCopy;
  readonly env: NodeJS.ProcessEnv;
  readonly interrupted: AbortSignal;
  /** Compiles the copy; the services of e2e tests run what is built. */
  readonly build: () => Promise<string | null>;
}

/** Plants the bug, runs the tests that must notice it, and takes it out. Does not throw. */
export async function tryMutant(mutant: Mutant, context: TrialContext): Promise<Trial> {
  const began = performance.now();
  const ended = (rest: Pick<Trial, 'verdict' | 'red' | 'detail'>): Trial => ({
    mutant,
    seconds: (performance.now() - began) / 1_000,
    ...rest,
  });
  try {
    const runs = await context.copy.withBug(mutant, () => runKillers(mutant.killers, context));
    const failure = runs.find((run) => run.failure !== null)?.failure ?? null;
    if (failure !== null) return ended({ verdict: 'void', red: [], detail: failure });
    const all = runs.flatMap((run) => run.red);
    const red = mutant.killers.flatMap((killer) => all.find((test) => isAmong(killer, [test])) ?? []);
    const blind = mutant.killers.find((killer) => !isAmong(killer, all));
    if (blind === undefined) return ended({ verdict: 'killed', red, detail: null });
    return ended({ verdict: 'survived', red, detail: `still green: ${blind.file} “${blind.test}”` });
  } catch (thrown) {
    return ended({ verdict: 'void', red: [], detail: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

/** Runs the killers suite by suite, the cheapest first. */
export async function runKillers(killers: readonly Killer[], context: TrialContext): Promise<TestRun[]> {
  const { copy, env, interrupted } = context;
  const runs: TestRun[] = [];
  for (const suite of ['unit', 'int', 'e2e'] satisfies Suite[]) {
    const those = killers.filter((killer) => suiteOf(killer) === suite);
    if (those.length === 0) continue;
    const broken = suite === 'e2e' ? await context.build() : null;
    if (broken !== null) runs.push({ seconds: 0, red: [], green: [], failure: broken });
    else runs.push(await runTests({ root: copy.root, suite, killers: those, env, interrupted }));
  }
  return runs;
}
