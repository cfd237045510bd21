import { alignColumns } from '../../align-columns.js';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { shortId } from '../../matching-id.js';
import { momentText } from '../../moment-text.js';
import { printable } from '../../printable.js';
import { withMessaging } from '../../with-messaging.js';
import type { DeadLetter } from './dead-letter.js';
import { readDeadLetters } from './read-dead-letters.js';
import { askLedger, isOpen, standingOf, type Standing } from './standing.js';

export interface ListArgs {
  readonly limit: number;
  readonly code?: string;
  readonly employee?: string;
  readonly byCode: boolean;
  /** Also those that were dealt with. */
  readonly all: boolean;
  readonly json: boolean;
}

/** One event in the list. */
interface Listed {
  readonly letter: DeadLetter;
  readonly standing: Standing;
}

/** `lockstep dlt list`: the events that could not be applied, newest first. */
export async function list(args: ListArgs, io: CliIo): Promise<ExitCode> {
  const events = await withMessaging(io, [], (messaging) =>
    readDeadLetters(messaging, ({ employeeId }) => args.employee === undefined || employeeId === args.employee, io),
  );
  const ends = events.length === 0 ? null : await askLedger(events, io);
  const listed = events
    .map(({ latest }) => ({
      letter: latest,
      standing: standingOf(latest, ends === null ? null : ends.get(latest.eventId)),
    }))
    .filter(({ letter }) => args.code === undefined || letter.code === args.code);
  const shown = args.all ? listed : listed.filter(({ standing }) => isOpen(standing));
  const dealtWith = listed.length - listed.filter(({ standing }) => isOpen(standing)).length;
  if (args.byCode) printByCode(shown, args, io);
  else printEvents(shown.slice(0, args.limit), args, io);
  const cut = args.byCode ? 0 : Math.max(0, shown.length - args.limit);
  if (args.json) io.out(jsonLine({ kind: 'summary', open: listed.length - dealtWith, dealtWith, notShown: cut }));
  else {
    if (shown.length === 0) io.out(args.all ? 'No dead letters.' : 'No open dead letters.');
    if (cut > 0) io.err(`${cut} more: raise --limit`);
    if (dealtWith > 0 && !args.all) io.err(`${dealtWith} more have been dealt with: --all shows them`);
    if (shown.length > 0) io.err('Next: lockstep dlt show <event>');
  }
  return EXIT.ok;
}

function printEvents(listed: readonly Listed[], { json }: ListArgs, io: CliIo): void {
  if (json) {
    for (const { letter, standing } of listed) {
      const { eventId, employeeId, code, reason, replay, history, firstFailedAt, at, position } = letter;
      const attempts = history.length;
      const facts = { eventId, employeeId, code, reason, standing, attempts, replay, firstFailedAt, at, position };
      io.out(jsonLine({ kind: 'dead_letter', ...facts }));
    }
    return;
  }
  if (listed.length === 0) return;
  const rows = listed.map(({ letter, standing }) => [
    momentText(letter.at),
    shortId(printable(letter.eventId)),
    printable(letter.employeeId ?? '(no key)').slice(0, 64),
    printable(letter.code),
    String(letter.history.length),
    String(letter.replay),
    momentText(letter.firstFailedAt),
    standing,
  ]);
  const head = ['DEAD SINCE', 'EVENT', 'EMPLOYEE', 'CAUSE', 'ATTEMPTS', 'REPLAYS', 'FIRST FAILED', 'STATE'];
  for (const line of alignColumns([head, ...rows])) io.out(line);
}

function printByCode(listed: readonly Listed[], { json }: ListArgs, io: CliIo): void {
  const groups = new Map<string, DeadLetter[]>();
  for (const { letter } of listed) groups.set(letter.code, [...(groups.get(letter.code) ?? []), letter]);
  const facts = [...groups]
    .map(([code, letters]) => ({
      code,
      events: letters.length,
      employees: new Set(letters.map(({ employeeId }) => employeeId)).size,
      oldest: Math.min(...letters.map(({ at }) => at)),
      newest: Math.max(...letters.map(({ at }) => at)),
      reason: letters[0]!.reason,
    }))
    .sort((a, b) => b.events - a.events);
  if (json) return facts.forEach((fact) => io.out(jsonLine({ kind: 'code', ...fact })));
  if (facts.length === 0) return;
  const rows = facts.map(({ code, events, employees, oldest, newest, reason }) => [
    printable(code),
    String(events),
    String(employees),
    momentText(oldest),
    momentText(newest),
    printable(reason).slice(0, 80),
  ]);
  for (const line of alignColumns([['CAUSE', 'EVENTS', 'EMPLOYEES', 'OLDEST', 'NEWEST', 'NEWEST REASON'], ...rows]))
    io.out(line);
}
