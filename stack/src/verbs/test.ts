import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutRoot, lockstepDir } from '../checkout.js';
import { makeProgress } from '../progress.js';
import { endOwnRuns } from '../runs/end-orphans.js';
import { runCommand } from '../run-command.js';
import { parseRoute } from '../servers/choose-route.js';
import { startServers } from '../servers/start-servers.js';
import { listenForInterruption } from '../interruption.js';
import { countTests, type JestResult, planTests, type TestPlan } from './test-plan.js';
import type { Verb } from './verb.js';

async function runJest(plan: TestPlan, stack: object | null): Promise<number> {
  mkdirSync(lockstepDir, { recursive: true });
  const resultFile = join(lockstepDir, `test-result-${process.pid}.json`);
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(checkoutRoot, 'node_modules/jest/bin/jest.js'),
    '--selectProjects',
    ...plan.projects,
    '--json',
    `--outputFile=${resultFile}`,
    ...plan.jestArgs,
  ];
  const temporary = temporaryDirectory();
  const env = {
    ...process.env,
    TMPDIR: temporary,
    ...(stack === null ? {} : { LOCKSTEP_TEST_STACK: JSON.stringify(stack) }),
  };
  // With --json and --outputFile Jest's report for people stays on stderr; its machine report would flood stdout.
  const code = await runCommand(process.execPath, args, { env, stdout: 'ignore' });
  try {
    const { passed, failed } = countTests(JSON.parse(readFileSync(resultFile, 'utf8')) as JestResult);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  } catch {
    process.stdout.write('0 passed, 1 failed\n');
    return code === 0 ? 1 : code;
  } finally {
    rmSync(resultFile, { force: true });
    rmSync(temporary, { recursive: true, force: true });
  }
  return code;
}

/** Whatever the tests leave in their temporary directory goes with it. */
function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  // Postgres runs as a user of its own, and has to get through.
  chmodSync(directory, 0o711);
  return directory;
}

/**
 * `test [unit|simulation|int|e2e …] [jest arguments]`: starts throw-away servers when a suite needs them (or takes those that
 * LOCKSTEP_TEST_STACK names), runs Jest with its own report, and ends with one plain line `N passed, N failed`.
 */
export const test: Verb = async (args) => {
  const plan = planTests(args);
  if (!plan.needsServers || (process.env['LOCKSTEP_TEST_STACK'] ?? '') !== '') return runJest(plan, null);
  const interruption = listenForInterruption();
  const progress = makeProgress(process.stderr);
  const starting = startServers({ route: parseRoute(process.env['STACK']), stateDir: null, progress });
  const servers = await Promise.race([starting, interruption.asked.then(() => null)]);
  progress.close();
  if (servers === null) {
    starting.catch(() => undefined);
    await endOwnRuns();
    return 130;
  }
  try {
    const { route, kafka, registry, database } = servers;
    return await runJest(plan, { route, kafka, registry, database });
  } finally {
    await servers.stop();
  }
};
