import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Killer, Suite } from './mutant.js';

/** A test that failed, and the beginning of what it said. */
export interface RedTest extends Killer {
  readonly because: string;
}

/** How the named specs of one suite ended. */
export interface TestRun {
  readonly seconds: number;
  /** Full names of the tests, by file, that failed or passed. */
  readonly red: readonly RedTest[];
  readonly green: readonly Killer[];
  /** Why no verdict can be had: a spec could not be loaded, the run hung or died. Null when all specs ran. */
  readonly failure: string | null;
}

export interface TestRunOptions {
  /** Root of the checkout, or of a copy of it. */
  readonly root: string;
  readonly suite: Suite;
  /** The specs; with several tests of one file named, only those run where a run is expensive. */
  readonly killers: readonly Killer[];
  readonly env: NodeJS.ProcessEnv;
  readonly interrupted: AbortSignal;
}

/** A unit test that waits for what a bug has taken away fails after this; a real one takes milliseconds. */
const UNIT_TEST_MS = 15_000;
const HUNG_AFTER_MS = { unit: 120_000, int: 300_000, e2e: 480_000 };

interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs the killers' specs as `npm test` would. Does not throw for red tests. */
export async function runTests(options: TestRunOptions): Promise<TestRun> {
  const { root, suite, killers } = options;
  const resultFile = join(root, `mutants-${suite}.json`);
  const began = performance.now();
  const failure = await runJest(options, resultFile);
  const seconds = (performance.now() - began) / 1_000;
  try {
    const { testResults } = JSON.parse(await readFile(resultFile, 'utf8')) as JestReport;
    const tests = testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, status, failureMessages }) => ({
        file: relative(root, name),
        test: fullName,
        status,
        because: stripVTControlCharacters(failureMessages.join('\n')).slice(0, 400),
      })),
    );
    const broken = testResults.find(({ assertionResults }) => assertionResults.length === 0);
    const unrun = killers.filter(({ file }) => !tests.some((test) => test.file === file));
    return {
      seconds,
      red: tests.filter(({ status }) => status === 'failed'),
      green: tests.filter(({ status }) => status === 'passed'),
      failure: failure ?? broken?.message ?? (unrun.length > 0 ? `${unrun[0]!.file} did not run` : null),
    };
  } catch {
    return { seconds, red: [], green: [], failure: failure ?? 'jest left no report' };
  } finally {
    await rm(resultFile, { force: true });
  }
}

/** Null when jest ran to its end, whatever it found. */
async function runJest({ root, suite, killers, env, interrupted }: TestRunOptions, resultFile: string) {
  const files = [...new Set(killers.map(({ file }) => join(root, file)))];
  const names = killers.map(({ test }) => test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    ...['--selectProjects', suite, '--runInBand', '--silent', '--forceExit'],
    ...['--json', `--outputFile=${resultFile}`],
    ...(suite === 'unit' ? [`--testTimeout=${UNIT_TEST_MS}`] : ['-t', names.join('|')]),
    ...['--runTestsByPath', ...files],
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore', env, detached: true });
  const kill = (): void => void process.kill(-child.pid!, 'SIGKILL');
  const hung = AbortSignal.timeout(HUNG_AFTER_MS[suite]);
  const ends = [hung, interrupted];
  for (const end of ends) end.addEventListener('abort', kill);
  try {
    await once(child, 'exit');
  } finally {
    for (const end of ends) end.removeEventListener('abort', kill);
  }
  if (interrupted.aborted) return 'interrupted';
  return hung.aborted ? `the run hung for more than ${HUNG_AFTER_MS[suite] / 1_000} s` : null;
}

/** Whether this test is among those. */
export function isAmong(killer: Killer, tests: readonly Killer[]): boolean {
  return tests.some(({ file, test }) => file === killer.file && test.includes(killer.test));
}
