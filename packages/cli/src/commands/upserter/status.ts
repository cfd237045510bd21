import type { SystemCondition } from '@lockstep/domain';
import type { Messaging } from '@lockstep/messaging';
import { createPostgresConditionBoard } from '@lockstep/store';
import { alignColumns } from '../../align-columns.js';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { momentText } from '../../moment-text.js';
import { printable } from '../../printable.js';
import { withDatabase } from '../../with-database.js';
import { withMessaging } from '../../with-messaging.js';

/** Records of one topic that the upserter has not finished. */
interface Waiting {
  readonly topic: string;
  readonly group: string;
  readonly waiting: number;
}

/** `lockstep upserter status`: open conditions and what waits. Exit 1 when it is paused or halted. */
export async function status({ json }: { readonly json: boolean }, io: CliIo): Promise<ExitCode> {
  return withMessaging(io, ['DATABASE_URL'], async ({ broker, topology, settings }) => {
    const conditions = await withDatabase(settings.DATABASE_URL, async (pool) => {
      const board = createPostgresConditionBoard(pool);
      const open = [await board.open('upserter_halted'), await board.open('upserter_paused')];
      return open.filter((condition) => condition !== null);
    });
    const waiting: Waiting[] = [];
    for (const { topic, group } of topology.consumersOf('upserter'))
      waiting.push({ topic, group, waiting: await countWaiting(broker, topic, group) });
    if (json) {
      for (const condition of conditions)
        io.out(jsonLine({ ...condition, kind: 'condition', condition: condition.kind }));
      for (const topic of waiting) io.out(jsonLine({ kind: 'waiting', ...topic }));
    } else {
      if (conditions.length === 0) io.out(`${io.colors.green('works')}: neither paused nor halted`);
      for (const condition of conditions) for (const line of describe(condition, io)) io.out(line);
      for (const line of alignColumns(waiting.map(({ topic, waiting: n }) => [`  ${topic}`, `${n} waiting`])))
        io.out(line);
    }
    if (conditions.some(({ kind }) => kind === 'upserter_halted'))
      io.err('When the cause is gone: lockstep upserter resume --reason "…"');
    return conditions.length > 0 ? EXIT.finding : EXIT.ok;
  });
}

function describe({ kind, since, until, code, reason }: SystemCondition, io: CliIo): string[] {
  const what = kind === 'upserter_halted' ? io.colors.red('halted') : io.colors.yellow('paused');
  const end = until === null ? '' : `, until ${momentText(until)}`;
  return [`${what} since ${momentText(since)}${end}: ${printable(reason)} (${code})`];
}

async function countWaiting({ admin }: Messaging['broker'], topic: string, group: string): Promise<number> {
  const [ranges, committed] = await Promise.all([admin.offsets(topic), admin.committed(group, topic)]);
  const behind = ranges.reduce((sum, { partition, start, end }) => {
    const from = committed.get(partition) ?? start;
    return sum + (end > from ? end - from : 0n);
  }, 0n);
  return Number(behind);
}
