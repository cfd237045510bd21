import { parseArgs } from 'node:util';
import type { Servers } from '@lockstep/stack';
import { endOwnRuns, listenForInterruption, silentProgress, startServers } from '@lockstep/stack';
import { allScenarios } from './all-scenarios.js';
import { markdownReport, textReport } from './report.js';
import { runScenario } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import type { Verdict } from './verdict.js';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    repeat: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '180' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

function chosen(): readonly Scenario[] {
  const pattern = new RegExp(flags.only, 'i');
  return allScenarios.filter((scenario) => pattern.test(scenario.name) && (!flags.quick || scenario.quick === true));
}

/** Servers for all scenarios; new ones after a scenario that failed, which may have left them in any state. */
class SharedServers {
  private started: Promise<Servers> | null = null;

  readonly get = (): Promise<Servers> =>
    (this.started ??= startServers({ route: 'local', stateDir: null, progress: silentProgress }));

  async stop(): Promise<void> {
    const started = this.started;
    this.started = null;
    await (await started?.catch(() => null))?.stop();
  }
}

async function runAll(interrupted: AbortSignal): Promise<Verdict[]> {
  const servers = new SharedServers();
  const verdicts: Verdict[] = [];
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const runs = Array.from({ length: Number(flags.repeat) }, chosen).flat();
  for (const [index, scenario] of runs.entries()) {
    if (interrupted.aborted) break;
    say(`[${index + 1}/${runs.length}] ${scenario.name}`);
    const startedAt = performance.now();
    const at = (): string => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`.padStart(9);
    const soak = { ms: Number(flags.seconds) * 1_000, seed: Number(flags.seed) };
    const context = { servers: servers.get, interrupted, soak, say: (step: string) => say(`${at()}  ${step}`) };
    const verdict = await runScenario(scenario, context);
    verdicts.push(verdict);
    const seconds = verdict.recoverySeconds?.toFixed(1) ?? '-';
    say(`${at()}  ${verdict.ok ? 'ok' : 'FAILED'}, recovered after ${seconds} s ${verdict.problems.join('; ')}`);
    if (!verdict.ok) await servers.stop();
  }
  await servers.stop();
  return verdicts;
}

async function main(): Promise<number> {
  if (flags.list) {
    for (const { name, quick, needs = [] } of chosen())
      process.stdout.write(`${name}${quick ? ' [quick]' : ''}${needs.map((need) => ` [${need}]`).join('')}\n`);
    return 0;
  }
  if (chosen().length === 0) {
    process.stderr.write(`no scenario matches ${flags.only}; --list names them\n`);
    return 2;
  }
  const interruption = listenForInterruption();
  const interrupted = new AbortController();
  void interruption.asked.then(() => interrupted.abort());
  const verdicts = await runAll(interrupted.signal);
  if (interruption.isAsked()) {
    await endOwnRuns();
    return 130;
  }
  const report = flags.markdown ? markdownReport : textReport;
  process.stdout.write(flags.json ? `${JSON.stringify(verdicts)}\n` : report(verdicts));
  const failed = verdicts.filter(({ ok }) => !ok).length;
  // As the suites end, so that CI adds it up.
  if (!flags.json && !flags.markdown) process.stdout.write(`${verdicts.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

process.exit(await main());
