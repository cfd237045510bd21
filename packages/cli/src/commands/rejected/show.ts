import { alignColumns } from '../../align-columns.js';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { maskPayload } from '../../masked-payload.js';
import { isIdOf, meantId } from '../../matching-id.js';
import { momentText } from '../../moment-text.js';
import { notFound } from '../../not-found.js';
import { printable } from '../../printable.js';
import { withMessaging } from '../../with-messaging.js';
import { readRejections, type Rejection } from './rejection.js';
import { readViolations, violationLines } from './violation-lines.js';

export interface ShowRejectedArgs {
  /** Rejection ID or its beginning. */
  readonly id: string;
  readonly withValues: boolean;
  readonly json: boolean;
}

/** `lockstep rejected show`: one refused payload with every violation. Exit 1 when there is none. */
export async function show(args: ShowRejectedArgs, io: CliIo): Promise<ExitCode> {
  const rejections = await withMessaging(io, [], (messaging) =>
    readRejections(messaging, ({ rejectionId }) => isIdOf(rejectionId, args.id), io),
  );
  const id = meantId(
    rejections.map(({ rejectionId }) => rejectionId),
    args.id,
  );
  const rejection = rejections.find(({ rejectionId }) => rejectionId === id);
  if (rejection === undefined) throw notFound(`rejection ${args.id}`, 'See: lockstep rejected list --all');
  if (args.json) {
    const { payload, violations, ...facts } = rejection;
    const content = args.withValues
      ? { payload: payload.toString('utf8') }
      : { masked: maskPayload(payload).join('\n') };
    io.out(jsonLine({ kind: 'rejection', ...facts, violations: readViolations(violations), ...content }));
  } else for (const line of describe(rejection, args.withValues)) io.out(line);
  return EXIT.ok;
}

function describe(rejection: Rejection, withValues: boolean): string[] {
  const { payload, rejectionId, resubmittedAt } = rejection;
  const lines = withValues ? payload.toString('utf8').split(/\r?\n/).map(printable) : maskPayload(payload);
  return [
    ...alignColumns([
      ['rejection', printable(rejectionId)],
      ['employee', printable(rejection.employeeId ?? 'not legible')],
      ['source', printable(rejection.source)],
      ['delivery', printable(rejection.deliveryId ?? 'without an ID')],
      [
        'received',
        `${momentText(rejection.receivedAt)}${rejection.times === 1 ? '' : `, ${rejection.times} times in all`}`,
      ],
      ['why', printable(rejection.reasonCode)],
      ['contract', printable(rejection.contractHash)],
      ['state', resubmittedAt === null ? 'open' : `handed in again ${momentText(resubmittedAt)}`],
    ]),
    '',
    'Violations:',
    ...violationLines(readViolations(rejection.violations)),
    '',
    withValues ? 'As it came:' : 'As it came, values masked (--with-values shows them):',
    ...lines.map((line) => `  ${line}`),
    '',
    'What you do: correct it in the HRIS, which sends the correction by itself; or, when the contract was at fault and',
    `is corrected: lockstep rejected resubmit ${rejectionId}`,
  ];
}
