import { readFileSync } from 'node:fs';
import { openContract } from '@lockstep/contract';
import { createEmployeeEventCodec, HEADERS } from '@lockstep/messaging';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { confirmedReason, type Confirmation } from '../../confirmation.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { isIdOf, meantId, shortId } from '../../matching-id.js';
import { momentText } from '../../moment-text.js';
import { notFound } from '../../not-found.js';
import { actionRecords } from '../../operator-actions.js';
import { printable } from '../../printable.js';
import { usageError } from '../../usage-error.js';
import { withMessaging, type CliMessaging } from '../../with-messaging.js';
import { judgeAgain, type SecondJudgement } from './judge-again.js';
import { readRejections, type Rejection } from './rejection.js';
import { violationLines } from './violation-lines.js';

export interface ResubmitArgs extends Confirmation {
  /** Rejection IDs or their beginnings. */
  readonly ids: readonly string[];
  /** The corrected change; undefined: as it came. */
  readonly file?: string;
  readonly json: boolean;
}

const SETTINGS = ['CONTRACT_FILE', 'CONTRACT_APPROVERS_FILE', 'SYNC_MODE', 'HRIS_BASE_URL', 'HRIS_API_KEY'] as const;
type Opened = CliMessaging<(typeof SETTINGS)[number]>;

interface Judged {
  readonly rejection: Rejection;
  readonly judgement: SecondJudgement;
}
type Accepted = Judged & { readonly judgement: Extract<SecondJudgement, { kind: 'accepted' }> };

/**
 * `lockstep rejected resubmit`: judges refused payloads again and, when confirmed, publishes what is accepted now.
 * Exit 1 when any is still refused.
 */
export async function resubmit(args: ResubmitArgs, io: CliIo): Promise<ExitCode> {
  if (args.ids.length === 0) throw usageError('no rejection is named', 'See: lockstep rejected list');
  if (args.file !== undefined && args.ids.length > 1)
    throw usageError('--file corrects one rejection, and several are named', 'Hand them in one by one.');
  const corrected = args.file === undefined ? null : readFile(args.file);
  return withMessaging(io, SETTINGS, async (messaging) => {
    const rejections = await findRejections(args.ids, messaging, io);
    const { contract, approval } = openContract({
      contractFile: messaging.settings.CONTRACT_FILE,
      approversFile: messaging.settings.CONTRACT_APPROVERS_FILE,
      mode: messaging.settings.SYNC_MODE,
    });
    if (approval.state !== 'signed') io.err(`Note: the contract is ${approval.state}.`);
    const { HRIS_BASE_URL: hrisBaseUrl, HRIS_API_KEY: hrisApiKey } = messaging.settings;
    const judged: Judged[] = [];
    for (const rejection of rejections) {
      const judgement = await judgeAgain(rejection, corrected, { contract, hrisBaseUrl, hrisApiKey, now: io.now() });
      judged.push({ rejection, judgement });
    }
    const accepted = judged.filter((one): one is Accepted => one.judgement.kind === 'accepted');
    if (!args.json) for (const one of judged) for (const line of describe(one, io)) io.out(line);
    const reason = accepted.length === 0 ? null : confirmedReason(args, accepted.length);
    if (reason !== null) {
      const topic = messaging.topology.topic('employee.events');
      const codec = createEmployeeEventCodec({ store: messaging.registry, topic, contract });
      const producer = await messaging.broker.producer();
      const actions = accepted.map((one) => actionOf(one, reason, corrected !== null));
      const events = accepted.flatMap(({ judgement }) => judgement.events);
      const records = await Promise.all(
        events.map(async (event) => ({
          topic,
          key: Buffer.from(event.employeeId),
          value: await codec.encode(event),
          headers: { [HEADERS.eventId]: event.eventId },
        })),
      );
      // Recorded first: an act without its record could not be explained later, a record without its act is harmless.
      await producer.send(await actionRecords(messaging, actions, io));
      await producer.send(records);
    }
    conclude(judged, accepted, reason !== null, args, io);
    return accepted.length < judged.length ? EXIT.finding : EXIT.ok;
  });
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw usageError(`the file ${file} cannot be read (${why})`, 'Name the file with the corrected change.');
  }
}

async function findRejections(ids: readonly string[], messaging: Opened, io: CliIo): Promise<readonly Rejection[]> {
  const found = await readRejections(messaging, ({ rejectionId }) => ids.some((id) => isIdOf(rejectionId, id)), io);
  const meant = new Set(
    ids.map((given) => {
      const id = meantId(
        found.map(({ rejectionId }) => rejectionId),
        given,
      );
      if (id === null) throw notFound(`rejection ${given}`, 'See: lockstep rejected list --all');
      return id;
    }),
  );
  return found.filter(({ rejectionId }) => meant.has(rejectionId));
}

function actionOf({ rejection, judgement }: Accepted, reason: string, corrected: boolean) {
  const eventIds = judgement.events.map(({ eventId }) => eventId);
  const details = { eventIds, corrected, employeeId: judgement.events[0]?.employeeId ?? null };
  return { action: 'rejected.resubmit', subject: rejection.rejectionId, reason, details };
}

function describe({ rejection, judgement }: Judged, io: CliIo): string[] {
  const id = shortId(printable(rejection.rejectionId));
  const before = rejection.resubmittedAt;
  const again = before === null ? '' : ` (it was handed in already, ${momentText(before)})`;
  if (judgement.kind === 'refused')
    return [`${io.colors.red('refused')}   ${id}`, ...violationLines(judgement.violations)];
  return judgement.events.map(
    ({ eventId, employeeId, changeType, occurredAt }) =>
      `${io.colors.green('accepted')}  ${id}: employee ${printable(employeeId)}, ${changeType} at ${momentText(occurredAt)}, event ${shortId(eventId)}${again}`,
  );
}

function conclude(
  judged: readonly Judged[],
  accepted: readonly Accepted[],
  sent: boolean,
  { json }: ResubmitArgs,
  io: CliIo,
): void {
  const refused = judged.length - accepted.length;
  if (json) {
    for (const { rejection, judgement } of judged) {
      const { rejectionId } = rejection;
      const more =
        judgement.kind === 'refused'
          ? { violations: judgement.violations }
          : {
              events: judgement.events.map(({ eventId, employeeId, occurredAt }) => ({
                eventId,
                employeeId,
                occurredAt,
              })),
            };
      io.out(jsonLine({ kind: judgement.kind, rejectionId, ...more }));
    }
    io.out(jsonLine({ kind: 'summary', accepted: accepted.length, refused, sent: sent ? accepted.length : 0 }));
  } else if (sent) io.out(`Handed in ${accepted.length}.`);
  if (!sent && accepted.length > 0)
    io.err(`Nothing was sent. To send: the same with --reason "…" --confirm ${accepted.length}`);
  if (refused > 0 && accepted.length === 0)
    io.err('Correct it in the HRIS, or hand in a corrected change with --file.');
}
