import { parseArgs } from 'node:util';
import { runSeed, type RunResult } from './run-seed.js';
import { shorten } from './shorten.js';

const USAGE = `Runs the real ingest and upserter in simulated worlds, each of which follows from its seed.

  npm run simulate -- [--seeds N] [--from S]   N seeds (default 2000) beginning with S (default 1)
  npm run simulate -- --seed S                 one seed, with its whole story
  --keep-going   do not stop at the first seed that fails
  --json         one line on stdout for machines

A seed that fails prints the command that replays it and the shortest story that fails in the same way.
Exit code: 0 all held, 1 a seed failed, 2 usage.
`;

/** A line of progress every so often. */
const TELL_EVERY_MS = 5_000;

interface Sum {
  seeds: number;
  failed: number[];
  events: number;
  outcomes: Record<string, number>;
  virtualHours: number;
  cpuMsPerSeed: number;
}

async function main(): Promise<number> {
  let flags;
  try {
    ({ values: flags } = parseArgs({
      options: {
        seeds: { type: 'string', default: '2000' },
        from: { type: 'string', default: '1' },
        seed: { type: 'string' },
        'keep-going': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (thrown) {
    return refuse(thrown instanceof Error ? thrown.message : String(thrown));
  }
  if (flags.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [seeds, from] = flags.seed === undefined ? [Number(flags.seeds), Number(flags.from)] : [1, Number(flags.seed)];
  if (!Number.isSafeInteger(seeds) || seeds < 1 || !Number.isSafeInteger(from) || from < 0)
    return refuse('--seeds takes a number from 1, --from and --seed a number from 0');
  const isOne = flags.seed !== undefined;
  const sum = await runMany({ seeds, from, isTold: isOne && !flags.json, keepsGoing: flags['keep-going'] });
  if (flags.json) process.stdout.write(`${JSON.stringify(sum)}\n`);
  else process.stdout.write(`${sum.seeds - sum.failed.length} passed, ${sum.failed.length} failed\n`);
  return sum.failed.length === 0 ? 0 : 1;
}

async function runMany(what: { seeds: number; from: number; isTold: boolean; keepsGoing: boolean }): Promise<Sum> {
  const sum: Sum = { seeds: 0, failed: [], events: 0, outcomes: {}, virtualHours: 0, cpuMsPerSeed: 0 };
  const began = process.cpuUsage();
  let toldAt = Date.now();
  for (let seed = what.from; seed < what.from + what.seeds; seed += 1) {
    const result = await runSeed({ seed, isTold: what.isTold });
    count(sum, result);
    if (what.isTold) say(result.story.join('\n'));
    if (result.problems.length > 0) {
      await explain(result);
      if (!what.keepsGoing) break;
    }
    if (Date.now() - toldAt < TELL_EVERY_MS) continue;
    toldAt = Date.now();
    say(`  ${sum.seeds} of ${what.seeds} seeds, ${sum.failed.length} failed`);
  }
  const { user, system } = process.cpuUsage(began);
  sum.cpuMsPerSeed = Math.round((user + system) / 100 / sum.seeds) / 10;
  const ends = Object.entries(sum.outcomes).map(([outcome, events]) => `${outcome} ${events}`);
  say(
    `  ${sum.seeds} seeds, ${sum.virtualHours.toFixed(1)} virtual hours, ${sum.events} events (${ends.join(', ')}), ${sum.cpuMsPerSeed} ms of CPU a seed`,
  );
  return sum;
}

function count(sum: Sum, { seed, problems, proof, virtualMs }: RunResult): void {
  sum.seeds += 1;
  if (problems.length > 0) sum.failed.push(seed);
  sum.events += proof.events;
  sum.virtualHours += virtualMs / 3_600_000;
  for (const [outcome, events] of Object.entries(proof.outcomes))
    sum.outcomes[outcome] = (sum.outcomes[outcome] ?? 0) + events;
}

async function explain(failed: RunResult): Promise<void> {
  const { seed, problems } = failed;
  say(`\nseed ${seed} fails:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  say(`replay it: npm run simulate -- --seed ${seed}\nthe shortest story found that fails so:\n`);
  const short = await shorten(failed);
  say(`${short.story.join('\n')}\n${short.problems.map((problem) => `  - ${problem}`).join('\n')}`);
}

function refuse(why: string): number {
  say(`${why}\n\n${USAGE}`);
  return 2;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

process.exit(await main());
