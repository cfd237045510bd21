import {
  diffContracts,
  loadContract,
  replayDiff,
  type Contract,
  type ContractChange,
  type ReplayDifference,
  type StoredEvent,
} from '@lockstep/contract';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import type { OpenStoredEvents } from './stored-events.js';

export interface DiffArgs {
  readonly before: string;
  readonly after: string;
  /** Opens the stored events to try the new contract on; null to compare the contracts only. */
  readonly events: OpenStoredEvents | null;
  readonly json: boolean;
}

/** Lines about single events after which only the counts go on; `--json` has them all. */
const SHOWN_EVENTS = 20;

/**
 * `lockstep contract diff`: what changes in meaning, whether that is compatible, and which stored events would fail
 * or map differently. Exit 1 when anything is breaking or any event is affected.
 */
export async function diff(args: DiffArgs, io: CliIo): Promise<ExitCode> {
  const [before, after] = [loadContract(args.before), loadContract(args.after)];
  const changes = diffContracts(before, after);
  for (const change of changes)
    io.out(args.json ? jsonLine({ kind: 'change', ...change }) : describeChange(change, io));
  if (changes.length === 0 && !args.json) io.out('The contracts mean the same.');

  const events = args.events === null ? null : await replay(args, args.events(before, after), before, after, io);
  const breaking = changes.filter(({ compatibility }) => compatibility === 'breaking').length;
  if (args.json) io.out(jsonLine({ kind: 'summary', changes: changes.length, breaking, events }));
  else if (events !== null) io.out(describeCounts(events));
  return breaking > 0 || (events?.affected ?? 0) > 0 ? EXIT.finding : EXIT.ok;
}

interface Counts {
  read: number;
  undecodable: number;
  affected: number;
  failing: number;
  mappedDifferently: number;
  scopeChanged: number;
}

async function replay(
  args: DiffArgs,
  events: AsyncIterable<StoredEvent | null>,
  before: Contract,
  after: Contract,
  io: CliIo,
): Promise<Counts> {
  const counts: Counts = { read: 0, undecodable: 0, affected: 0, failing: 0, mappedDifferently: 0, scopeChanged: 0 };
  io.err('Reading the stored events …');
  for await (const difference of replayDiff(before, after, decodable(events, counts))) {
    counts.affected++;
    if (difference.violations.length > 0) counts.failing++;
    if (difference.body.length > 0) counts.mappedDifferently++;
    if (difference.scope !== 'same') counts.scopeChanged++;
    if (args.json) io.out(jsonLine({ kind: 'event', ...difference }));
    else if (counts.affected <= SHOWN_EVENTS) io.out(describeEvent(difference));
  }
  const more = counts.affected - SHOWN_EVENTS;
  if (!args.json && more > 0) io.out(`… and ${more} more (all with --json)`);
  return counts;
}

async function* decodable(events: AsyncIterable<StoredEvent | null>, counts: Counts): AsyncIterable<StoredEvent> {
  for await (const event of events) {
    counts.read++;
    if (event === null) counts.undecodable++;
    else yield event;
  }
}

function describeCounts({ read, undecodable, failing, mappedDifferently, scopeChanged }: Counts): string {
  const skipped = undecodable === 0 ? '' : ` (${undecodable} undecodable)`;
  return (
    `${read} stored events read${skipped}: ${failing} would fail, ${mappedDifferently} would map differently, ` +
    `${scopeChanged} would enter or leave the scope`
  );
}

function describeChange({ at, change, compatibility, avro }: ContractChange, io: CliIo): string {
  const mark = compatibility === 'breaking' ? io.colors.red('breaking  ') : io.colors.green('compatible');
  const schema = avro === 'none' ? '' : io.colors.dim(`  (schema: ${avro})`);
  return `${mark} ${at}  ${change}${schema}`;
}

function describeEvent({ eventId, employeeId, violations, scope, body }: ReplayDifference): string {
  const parts = [
    ...violations.map(({ path, rule, found }) => `${path} ${rule} (${found})`),
    ...(scope === 'same' ? [] : [`${scope} the scope`]),
    ...body.map(({ adapter, keys }) => `body for ${adapter} differs in ${keys.join(', ')}`),
  ];
  return `event ${eventId.slice(0, 12)}… of employee ${employeeId}: ${parts.join('; ')}`;
}
