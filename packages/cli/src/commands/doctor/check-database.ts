import { checkSchema, createPostgresConditionBoard, type DatabasePool } from '@lockstep/store';
import { momentText } from '../../moment-text.js';
import { ok, type Finding } from './finding.js';
import { failureOf } from './run-check.js';

/** By how much clocks may differ: leases count by the database's clock, versions and reports by everybody's. */
export const TOLERATED_SKEW_MS = 2_000;

/** Is Postgres there, migrated, with a clock like ours; and is anything halted or paused? */
export async function checkDatabase(pool: DatabasePool, now: () => number): Promise<Finding[]> {
  const clock = await checkClock(pool, now);
  try {
    await checkSchema(pool);
  } catch (thrown) {
    return [failureOf('database', thrown), clock];
  }
  return [ok('database', 'Postgres answers and is migrated'), clock, ...(await checkConditions(pool))];
}

async function checkClock(pool: DatabasePool, now: () => number): Promise<Finding> {
  await pool.query({ text: 'SELECT 1' });
  const before = now();
  const [row] = await pool.query<{ at: string }>({
    text: 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at',
  });
  const middle = (before + now()) / 2;
  const skew = Math.round(Number(row?.at) - middle);
  return clockFinding('clock of Postgres', skew);
}

/** @param skewMs how far the other clock is ahead of ours */
export function clockFinding(check: string, skewMs: number): Finding {
  const by = `${Math.abs(skewMs)} ms ${skewMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (Math.abs(skewMs) <= TOLERATED_SKEW_MS) return ok(check, by);
  return { check, state: 'finding', detail: by, remedy: 'Let all machines follow one time source (NTP, chrony).' };
}

async function checkConditions(pool: DatabasePool): Promise<Finding[]> {
  const board = createPostgresConditionBoard(pool);
  const open = [await board.open('upserter_halted'), await board.open('upserter_paused')];
  return open
    .filter((condition) => condition !== null)
    .map(({ kind, since, reason, code }) => ({
      check: 'upserter',
      state: 'finding' as const,
      detail: `${kind === 'upserter_halted' ? 'halted' : 'paused'} since ${momentText(since)}: ${reason} (${code})`,
      remedy:
        kind === 'upserter_halted'
          ? 'When the cause is gone: lockstep upserter resume --reason "…"'
          : 'It goes on by itself when the learning platform answers again.',
    }));
}
