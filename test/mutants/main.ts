import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { endOwnRuns, listenForInterruption, silentProgress, startServers } from '@lockstep/stack';
import { allMutants } from './all-mutants.js';
import type { Mutant } from './mutant.js';
import { isQuick } from './mutant.js';
import { PrivateCopy } from './private-copy.js';
import { markdownReport, textReport } from './report.js';
import { isAmong } from './run-tests.js';
import type { Trial, TrialContext } from './trial.js';
import { runKillers, tryMutant } from './trial.js';
import { TypesOfMutants } from './types-of-mutants.js';

const checkout = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '2' },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
  },
});
const say = (text: string): void => void process.stderr.write(`${text}\n`);

function chosen(): readonly Mutant[] {
  const pattern = new RegExp(flags.only, 'i');
  return allMutants.filter((mutant) => pattern.test(mutant.name) && (!flags.quick || isQuick(mutant)));
}

/** What must be true before any trial means something; empty when it is. */
function unfit(mutants: readonly Mutant[]): string[] {
  const types = new TypesOfMutants(checkout);
  return mutants.flatMap((mutant) => {
    try {
      return types.problemsOf(mutant).map((problem) => `${mutant.name} is no TypeScript: ${problem}`);
    } catch (thrown) {
      return [thrown instanceof Error ? thrown.message : String(thrown)];
    }
  });
}

/** Without any bug all killers are green, or their red would mean nothing. */
async function baseline(mutants: readonly Mutant[], context: TrialContext): Promise<string[]> {
  const killers = mutants.flatMap((mutant) => mutant.killers);
  const runs = await runKillers(killers, context);
  const failures = runs.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  const missing = killers.filter((killer) => !runs.some((run) => isAmong(killer, run.green)));
  const red = killers.filter((killer) => runs.some((run) => isAmong(killer, run.red)));
  return [
    ...failures,
    ...red.map(({ file, test }) => `red without any bug: ${file} “${test}”`),
    ...(failures.length > 0 ? [] : missing.map(({ file, test }) => `no such green test: ${file} “${test}”`)),
  ];
}

async function build(root: string): Promise<string | null> {
  const child = spawn(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], { cwd: root });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = (await once(child, 'exit')) as [number];
  return code === 0 ? null : `the copy does not compile: ${Buffer.concat(said).toString('utf8').slice(0, 500)}`;
}

async function tryAll(mutants: readonly Mutant[], contexts: readonly TrialContext[]): Promise<Trial[]> {
  const left = [...mutants];
  const trials: Trial[] = [];
  const work = async (context: TrialContext): Promise<void> => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      if (context.interrupted.aborted) return;
      const trial = await tryMutant(mutant, context);
      trials.push(trial);
      say(`[${trials.length}/${mutants.length}] ${mutant.name}: ${trial.verdict} (${trial.seconds.toFixed(1)} s)`);
    }
  };
  await Promise.all(contexts.map(work));
  return trials.toSorted((a, b) => mutants.indexOf(a.mutant) - mutants.indexOf(b.mutant));
}

/** Copies, servers where a killer needs them, the baseline, the trials. @returns null when the baseline is not green */
async function run(mutants: readonly Mutant[], interrupted: AbortSignal): Promise<Trial[] | null> {
  const servers = mutants.every(isQuick)
    ? null
    : await startServers({ route: 'local', stateDir: null, progress: silentProgress });
  const copies = await Promise.all(
    Array.from({ length: Math.min(Number(flags.jobs), mutants.length) }, () => PrivateCopy.make(checkout)),
  );
  try {
    const stack = servers === null ? {} : { LOCKSTEP_TEST_STACK: JSON.stringify(addressesOf(servers)) };
    const env = { ...process.env, ...stack };
    const contexts = copies.map((copy) => ({ copy, env, interrupted, build: () => build(copy.root) }));
    say(`baseline: the tests of ${mutants.length} mutations, without any`);
    const problems = await baseline(mutants, contexts[0]!);
    for (const problem of problems) say(`  ${problem}`);
    return problems.length > 0 || interrupted.aborted ? null : await tryAll(mutants, contexts);
  } finally {
    await Promise.all(copies.map((copy) => copy.remove()));
    await servers?.stop();
  }
}

function addressesOf({ route, kafka, registry, database }: Awaited<ReturnType<typeof startServers>>): object {
  return { route, kafka, registry, database };
}

async function main(): Promise<number> {
  const mutants = chosen();
  if (flags.list) {
    for (const mutant of mutants)
      process.stdout.write(`${mutant.name}${isQuick(mutant) ? ' [quick]' : ''}: ${mutant.breaks}\n`);
    return 0;
  }
  if (mutants.length === 0) {
    say(`no mutation matches ${flags.only}; --list names them`);
    return 2;
  }
  const problems = unfit(mutants);
  for (const problem of problems) say(problem);
  if (problems.length > 0) return 1;
  const interruption = listenForInterruption();
  const interrupted = new AbortController();
  void interruption.asked.then(() => interrupted.abort());
  const trials = await run(mutants, interrupted.signal);
  if (interruption.isAsked()) {
    await endOwnRuns();
    return 130;
  }
  if (trials === null) return 1;
  const report = flags.markdown ? markdownReport : textReport;
  process.stdout.write(flags.json ? `${JSON.stringify(trials)}\n` : report(trials));
  return trials.every(({ verdict }) => verdict === 'killed') ? 0 : 1;
}

process.exit(await main());
