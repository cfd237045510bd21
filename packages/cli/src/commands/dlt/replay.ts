import { loadContract } from '@lockstep/contract';
import { createEmployeeEventCodec } from '@lockstep/messaging';
import { alignColumns } from '../../align-columns.js';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { confirmedReason, type Confirmation } from '../../confirmation.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { isIdOf, meantId, shortId } from '../../matching-id.js';
import { notFound } from '../../not-found.js';
import { actionRecords } from '../../operator-actions.js';
import { printable } from '../../printable.js';
import { usageError } from '../../usage-error.js';
import { withMessaging, type CliMessaging } from '../../with-messaging.js';
import { decodeLetter } from './decode-letter.js';
import type { EventDeadLetters } from './dead-letter.js';
import { decideReplay, replayRecord, type ReplayDecision } from './plan-replay.js';
import { readDeadLetters } from './read-dead-letters.js';
import { askLedger, standingOf, type Standing } from './standing.js';

export interface ReplayArgs extends Confirmation {
  /** Event IDs or their beginnings. */
  readonly event: readonly string[];
  readonly employee?: string;
  readonly code?: string;
  readonly all: boolean;
  readonly json: boolean;
}

type Replay = Extract<ReplayDecision, { kind: 'replay' }>;

/** Events sent in one request. */
const AT_ONCE = 200;
/** Events shown one by one for people; `--json` shows all. */
const SHOWN = 50;

/**
 * `lockstep dlt replay`: shows what would be sent again and, when confirmed, sends it. Exit 1 when any of what was
 * selected is refused.
 */
export async function replay(args: ReplayArgs, io: CliIo): Promise<ExitCode> {
  refuseUnclearSelection(args);
  return withMessaging(io, ['CONTRACT_FILE'], async (messaging) => {
    const events = await readDeadLetters(messaging, (letter) => isSelectable(letter, args), io);
    const selected = select(events, args);
    const { decisions, skipped } = await decide(selected, args, messaging, io);
    const replays = decisions.filter((decision) => decision.kind === 'replay');
    const refused = decisions.filter((decision) => decision.kind === 'refused');
    if (!args.json) preview(decisions, skipped, io);
    const reason = replays.length === 0 ? null : confirmedReason(args, replays.length);
    if (reason !== null) await send(replays, reason, messaging, io);
    const sent = reason === null ? 0 : replays.length;
    if (args.json) {
      for (const { kind, letter, ...more } of decisions)
        io.out(jsonLine({ kind, eventId: letter.eventId, employeeId: letter.employeeId, code: letter.code, ...more }));
      io.out(jsonLine({ kind: 'summary', replays: replays.length, refused: refused.length, skipped, sent }));
    } else if (sent > 0) io.out(`Sent ${sent} to ${messaging.topology.retries.topics[0] ?? ''}.`);
    if (sent > 0) io.err('Each ends as any event does; see: lockstep dlt list --all');
    else if (replays.length > 0)
      io.err(`Nothing was sent. To send: the same with --reason "…" --confirm ${replays.length}`);
    return refused.length > 0 ? EXIT.finding : EXIT.ok;
  });
}

function refuseUnclearSelection({ event, employee, code, all }: ReplayArgs): void {
  const ways = [event.length > 0, employee !== undefined || code !== undefined, all].filter(Boolean).length;
  if (ways === 1) return;
  throw usageError(
    ways === 0 ? 'nothing is selected' : '--event, --employee/--code and --all exclude each other',
    'Select with --event <id> (repeatable), --employee <id> and/or --code <code>, or --all.',
  );
}

function isSelectable(
  letter: { readonly eventId: string; readonly employeeId: string | null },
  args: ReplayArgs,
): boolean {
  if (args.event.length > 0) return args.event.some((given) => isIdOf(letter.eventId, given));
  return args.employee === undefined || letter.employeeId === args.employee;
}

function select(events: readonly EventDeadLetters[], args: ReplayArgs): readonly EventDeadLetters[] {
  if (args.event.length === 0)
    return events.filter(({ latest }) => args.code === undefined || latest.code === args.code);
  const ids = events.map(({ latest }) => latest.eventId);
  const meant = new Set(
    args.event.map((given) => {
      const id = meantId(ids, given);
      if (id === null) throw notFound(`dead letter of event ${given}`, 'See: lockstep dlt list --all');
      return id;
    }),
  );
  return events.filter(({ latest }) => meant.has(latest.eventId));
}

/** What is selected as a crowd leaves out what needs nothing any more; what is named is decided on. */
async function decide(
  selected: readonly EventDeadLetters[],
  args: ReplayArgs,
  { registry, topology, settings }: CliMessaging<'CONTRACT_FILE'>,
  io: CliIo,
): Promise<{ decisions: ReplayDecision[]; skipped: number }> {
  const topic = topology.topic('employee.events');
  const codec = createEmployeeEventCodec({ store: registry, topic, contract: loadContract(settings.CONTRACT_FILE) });
  const ends = selected.length === 0 ? null : await askLedger(selected, io);
  const decisions: ReplayDecision[] = [];
  let skipped = 0;
  for (const { latest } of selected) {
    const end = ends?.get(latest.eventId);
    const standing = standingOf(latest, ends === null ? null : end);
    if (args.event.length === 0 && !isWorthIt(standing)) skipped += 1;
    else decisions.push(decideReplay(latest, await decodeLetter(latest, codec), { standing, end }, topic));
  }
  return { decisions, skipped };
}

function isWorthIt(standing: Standing): boolean {
  return standing === 'open' || standing === 'unknown';
}

function preview(decisions: readonly ReplayDecision[], skipped: number, io: CliIo): void {
  const rows = decisions.slice(0, SHOWN).map((decision) => {
    const { letter } = decision;
    const which = [shortId(printable(letter.eventId)), printable(letter.employeeId ?? '(no key)').slice(0, 64)];
    return decision.kind === 'refused'
      ? [io.colors.red('refused'), ...which, printable(decision.reason)]
      : [
          `replay ${decision.replay}`,
          ...which,
          `${printable(letter.code)}${decision.note === null ? '' : `; ${decision.note}`}`,
        ];
  });
  for (const line of alignColumns(rows)) io.out(line);
  if (decisions.length > SHOWN) io.out(`… and ${decisions.length - SHOWN} more (--json shows all)`);
  const count = decisions.filter(({ kind }) => kind === 'replay').length;
  const rest = [
    ...(decisions.length > count ? [`${decisions.length - count} refused`] : []),
    ...(skipped > 0 ? [`${skipped} left out, dealt with or under way`] : []),
  ];
  io.out(`${count} to be sent again${rest.map((text) => `, ${text}`).join('')}.`);
}

async function send(replays: readonly Replay[], reason: string, messaging: CliMessaging, io: CliIo): Promise<void> {
  const producer = await messaging.broker.producer();
  for (let from = 0; from < replays.length; from += AT_ONCE) {
    const part = replays.slice(from, from + AT_ONCE);
    const actions = part.map(({ letter, eventId, replay: nth }) => ({
      action: 'dlt.replay',
      subject: eventId,
      reason,
      details: { employeeId: letter.employeeId, code: letter.code, replay: nth, from: letter.position },
    }));
    // Recorded first: an act without its record could not be explained later, a record without its act is harmless.
    await producer.send(await actionRecords(messaging, actions, io));
    await producer.send(part.map((decision) => replayRecord(decision, messaging.topology)));
    if (replays.length > AT_ONCE) io.err(`sent ${from + part.length} of ${replays.length}`);
  }
}
