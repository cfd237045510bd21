import { loadContract } from '@lockstep/contract';
import type { AttemptRecord } from '@lockstep/domain';
import { createEmployeeEventCodec } from '@lockstep/messaging';
import { alignColumns } from '../../align-columns.js';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { fieldRows, shownFields } from '../../masked-fields.js';
import { isIdOf, meantId } from '../../matching-id.js';
import { momentText } from '../../moment-text.js';
import { notFound } from '../../not-found.js';
import { printable } from '../../printable.js';
import { withMessaging } from '../../with-messaging.js';
import { decodeLetter, type LetterReading } from './decode-letter.js';
import type { DeadLetter, EventDeadLetters } from './dead-letter.js';
import { readDeadLetters } from './read-dead-letters.js';
import { remedyOf } from './remedy.js';
import { askLedger, standingOf, type Standing } from './standing.js';

export interface ShowArgs {
  /** Event ID or its beginning. */
  readonly event: string;
  readonly withValues: boolean;
  readonly json: boolean;
}

/** `lockstep dlt show`: everything about one event that could not be applied. Exit 1 when there is none. */
export async function show(args: ShowArgs, io: CliIo): Promise<ExitCode> {
  const found = await withMessaging(io, ['CONTRACT_FILE'], async (messaging) => {
    const events = await readDeadLetters(messaging, ({ eventId }) => isIdOf(eventId, args.event), io);
    const id = meantId(
      events.map(({ latest }) => latest.eventId),
      args.event,
    );
    const letters = events.find(({ latest }) => latest.eventId === id);
    if (letters === undefined) throw notFound(`dead letter of event ${args.event}`, 'See: lockstep dlt list --all');
    const { registry, topology, settings } = messaging;
    const contract = loadContract(settings.CONTRACT_FILE);
    const codec = createEmployeeEventCodec({ store: registry, topic: topology.topic('employee.events'), contract });
    return { letters, reading: await decodeLetter(letters.latest, codec) };
  });
  const { letters, reading } = found;
  const ends = await askLedger([letters], io);
  const standing = standingOf(letters.latest, ends === null ? null : ends.get(letters.latest.eventId));
  if (args.json)
    io.out(jsonLine({ kind: 'dead_letter', ...factsOf(letters, standing), ...readingFacts(reading, args) }));
  else for (const line of describe(letters, standing, reading, args)) io.out(line);
  return EXIT.ok;
}

function factsOf({ latest, lives }: EventDeadLetters, standing: Standing): Record<string, unknown> {
  const { eventId, employeeId, code, reason, replay, history, firstFailedAt, at, position, origin, reference } = latest;
  const from = origin === null ? null : `${origin.topic}/${origin.partition}/${origin.offset}`;
  const earlier = lives.slice(0, -1).map((life) => ({ replay: life.replay, at: life.at, code: life.code }));
  return {
    ...{ eventId, employeeId, code, reason, standing, replay, firstFailedAt, at, position, reference, history },
    ...{ origin: from, earlier, remedy: remedyOf(code, eventId) },
  };
}

function readingFacts(reading: LetterReading, { withValues }: ShowArgs): Record<string, unknown> {
  if ('undecodable' in reading) return { undecodable: reading.undecodable };
  const { changeType, occurredAt, source, path, deliveryId, employee } = reading.event;
  return { event: { changeType, occurredAt, source, path, deliveryId, employee: shownFields(employee, withValues) } };
}

function describe(
  { latest, lives }: EventDeadLetters,
  standing: Standing,
  reading: LetterReading,
  { withValues }: ShowArgs,
): string[] {
  const { origin, code, reason, eventId } = latest;
  const facts = [
    ['event', printable(eventId)],
    ['employee', printable(latest.employeeId ?? '(no key)')],
    ['why', `${printable(reason)} (${printable(code)})`],
    ['state', STANDINGS[standing]],
    ['first failed', momentText(latest.firstFailedAt)],
    ['dead since', momentText(latest.at)],
    ['stands at', printable(latest.position)],
    ['came from', origin === null ? 'unknown' : printable(`${origin.topic}/${origin.partition}/${origin.offset}`)],
    ['replays', latest.replay === 0 ? 'none that came back' : `${latest.replay}; it came back from the last`],
    ...(latest.reference ? [['what', 'a re-send with the manager reference; the event itself is applied']] : []),
  ];
  return [
    ...alignColumns(facts),
    '',
    ...historyLines(latest),
    ...lives
      .slice(0, -1)
      .map((life) => `earlier: ${momentText(life.at)} after ${replayText(life)} (${printable(life.code)})`),
    '',
    ...readingLines(reading, withValues),
    '',
    `What you do: ${remedyOf(code, printable(eventId))}`,
  ];
}

const STANDINGS: Readonly<Record<Standing, string>> = {
  open: 'open: nobody has dealt with it',
  overtaken: 'overtaken: a newer change of this employee has been tried since, there is nothing to do',
  replaying: 'replaying: it was sent again and has not ended yet',
  unknown: 'unknown: the ledger could not be asked',
  applied: 'sent again and applied',
  unchanged: 'sent again; the platform had it already',
  superseded: 'sent again and superseded by a newer change',
  shadowed: 'sent again in shadow mode: recorded, not sent to the platform',
  out_of_scope: 'sent again; the employee is out of scope',
};

function replayText({ replay }: DeadLetter): string {
  return replay === 0 ? 'its first life' : `replay ${replay}`;
}

/** Attempts count from 1 again in every replay. */
function historyLines({ history }: DeadLetter): string[] {
  if (history.length === 0) return ['It was never sent: there were no attempts.'];
  let life = 0;
  let before = 0;
  const rows = history.map((attempt) => {
    if (attempt.attempt <= before) life += 1;
    before = attempt.attempt;
    return [
      `  ${life === 0 ? '' : `replay ${life}, `}attempt ${attempt.attempt}`,
      momentText(attempt.at),
      answerText(attempt),
    ];
  });
  return ['Attempts:', ...alignColumns(rows)];
}

function answerText({ status, reason, code }: AttemptRecord): string {
  return `${status === null ? 'no answer' : `answered ${status}`}: ${printable(reason)} (${printable(code)})`;
}

function readingLines(reading: LetterReading, withValues: boolean): string[] {
  if ('undecodable' in reading) return [`Its value is not shown: ${printable(reading.undecodable)}.`];
  const { changeType, occurredAt, source, employee } = reading.event;
  return [
    `Change: ${changeType} at ${momentText(occurredAt)}, from ${printable(source)}. Fields${withValues ? '' : ' (--with-values shows them)'}:`,
    ...alignColumns(fieldRows(shownFields(employee, withValues))),
  ];
}
