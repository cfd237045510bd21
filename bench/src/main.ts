import { mkdirSync } from 'node:fs';
import { isLockstepError } from '@lockstep/domain';
import { endOwnRuns, listenForInterruption, makeProgress } from '@lockstep/stack';
import { openBench } from './bench.js';
import { describeMachine } from './machine/process-usage.js';
import { parseOptions, USAGE, UsageError, type Options } from './options.js';
import { workDir } from './places.js';
import { judge, speedTable } from './report/speed-table.js';
import { writeDocs } from './report/write-docs.js';
import { ROWS } from './rows/all-rows.js';
import type { Scale } from './rows/row.js';
import { runRows } from './run-rows.js';
import { ToolMissing } from './tools/run-tool.js';

const WHOLE: Scale = { events: 1, seconds: 1 };
/** Enough to see that every part works. */
const TINY: Scale = { events: 0.01, seconds: 0.2 };

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

function list(options: Options): void {
  for (const row of options.rows) {
    print(`${row.id}: ${row.title}`);
    for (const { text } of row.bars) print(`    bar: ${text}`);
    for (const { contender, title } of row.entries) print(`  ${contender.padEnd(18)} ${title}`);
  }
}

async function measure(options: Options): Promise<void> {
  const began = new Date();
  const progress = makeProgress(process.stderr);
  const bench = await openBench(progress);
  try {
    const scale = options.quick ? TINY : WHOLE;
    const { results, failed } = await runRows(bench, options.rows, options.repeat, scale, say);
    const judged = judge(options.rows, results, failed);
    const machine = describeMachine();
    const java = await bench.tools.javaUsed();
    const when = `${began.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    const minutes = Math.round((Date.now() - began.getTime()) / 60_000);
    const head = `${when}, ${minutes} minutes on ${machine}${java === null ? '' : `; the JVM peers on ${java}`}.`;
    const table = speedTable(judged, options.rows);
    const report = `${head}\n\n${table}`;
    if (options.json) print(JSON.stringify({ at: began.toISOString(), machine, java, rows: judged, results, failed }));
    else print(report);
    if (options.quick) say('A quick run shows that everything works; its figures mean nothing.');
    if (options.writeDocs) writeDocs(report);
    for (const { row, contender, problem } of failed) say(`${row}, ${contender}: ${problem}`);
  } finally {
    await bench.close();
  }
}

async function main(): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(process.argv.slice(2), ROWS);
  } catch (failed) {
    if (!(failed instanceof UsageError)) throw failed;
    say(`${failed.message}\n\n${USAGE}`);
    return 2;
  }
  if (options.list) {
    list(options);
    return 0;
  }
  if (process.platform !== 'linux') {
    say('The benchmark reads CPU and memory of processes from /proc: run it on Linux.');
    return 2;
  }
  mkdirSync(workDir, { recursive: true });
  const interruption = listenForInterruption();
  const interrupted = interruption.asked.then(async () => {
    say('Interrupted: ending what was started.');
    await endOwnRuns();
    return 130;
  });
  return Promise.race([measure(options).then(() => 0), interrupted]);
}

process.exit(
  await main().catch((failed: unknown) => {
    const isSaidInFull = failed instanceof ToolMissing || isLockstepError(failed);
    say(isSaidInFull ? failed.message : failed instanceof Error ? (failed.stack ?? failed.message) : String(failed));
    return 1;
  }),
);
