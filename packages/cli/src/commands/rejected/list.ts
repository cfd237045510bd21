import { alignColumns } from '../../align-columns.js';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { shortId } from '../../matching-id.js';
import { momentText } from '../../moment-text.js';
import { printable } from '../../printable.js';
import { withMessaging } from '../../with-messaging.js';
import { readRejections } from './rejection.js';
import { readViolations } from './violation-lines.js';

export interface ListRejectedArgs {
  readonly limit: number;
  readonly code?: string;
  readonly employee?: string;
  /** Also those that were handed in again. */
  readonly all: boolean;
  readonly json: boolean;
}

/** `lockstep rejected list`: what the contract refused, newest first. */
export async function list(args: ListRejectedArgs, io: CliIo): Promise<ExitCode> {
  const rejections = await withMessaging(io, [], (messaging) =>
    readRejections(
      messaging,
      ({ employeeId, reasonCode }) =>
        (args.employee === undefined || employeeId === args.employee) &&
        (args.code === undefined || reasonCode === args.code),
      io,
    ),
  );
  const wanted = rejections.filter(({ resubmittedAt }) => args.all || resubmittedAt === null);
  const shown = wanted.slice(0, args.limit);
  const resubmitted = rejections.filter(({ resubmittedAt }) => resubmittedAt !== null).length;
  if (args.json) {
    for (const { payload, violations, contentType: _contentType, ...facts } of shown)
      io.out(jsonLine({ kind: 'rejection', ...facts, violations: readViolations(violations), bytes: payload.length }));
    const open = rejections.length - resubmitted;
    io.out(jsonLine({ kind: 'summary', open, resubmitted, notShown: wanted.length - shown.length }));
    return EXIT.ok;
  }
  const rows = shown.map((rejection) => [
    momentText(rejection.receivedAt),
    shortId(printable(rejection.rejectionId)),
    printable(rejection.source),
    printable(rejection.employeeId ?? '(not legible)'),
    printable(rejection.reasonCode),
    printable(whatIsWrong(rejection.violations)),
    rejection.resubmittedAt === null ? 'open' : `resubmitted ${momentText(rejection.resubmittedAt)}`,
  ]);
  if (rows.length === 0) io.out(args.all ? 'Nothing was rejected.' : 'No open rejections.');
  else
    for (const line of alignColumns([
      ['RECEIVED', 'REJECTION', 'SOURCE', 'EMPLOYEE', 'CAUSE', 'WHAT', 'STATE'],
      ...rows,
    ]))
      io.out(line);
  if (wanted.length > shown.length) io.err(`${wanted.length - shown.length} more: raise --limit`);
  if (resubmitted > 0 && !args.all) io.err(`${resubmitted} more were handed in again: --all shows them`);
  if (rows.length > 0) io.err('Next: lockstep rejected show <rejection>');
  return EXIT.ok;
}

/** The first violations, short. */
function whatIsWrong(json: string): string {
  const violations = readViolations(json);
  const first = violations.slice(0, 2).map(({ path, rule }) => `${path === '' ? '/' : path} ${rule}`);
  return first.join(', ') + (violations.length > 2 ? `, ${violations.length - 2} more` : '');
}
