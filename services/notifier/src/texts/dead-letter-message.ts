import type { NotificationMessage } from '@lockstep/connectors';
import type { AttemptRecord } from '@lockstep/domain';
import { employeeText, plainText } from './employee-text.js';
import { momentText } from './time-text.js';

/** What a record of the dead letter topic says about itself, read from key and headers: its value may be poison. */
export interface DeadLetter {
  readonly employeeId: string | null;
  readonly eventId: string;
  readonly replay: number;
  /** `topic/partition/offset`; null when the header is missing. */
  readonly origin: string | null;
  readonly errorCode: string;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly firstFailedAt: number;
  readonly history: readonly AttemptRecord[];
}

/** An event that could not be applied: one message for each time it ends so. */
export function deadLetterMessage(letter: DeadLetter): NotificationMessage {
  const thing = `dlt:${letter.eventId}:${letter.replay}`;
  const why = `${plainText(letter.reason, 300)} (${plainText(letter.errorCode, 60)})`;
  const eventId = plainText(letter.eventId, 80);
  if (letter.history.length === 0) {
    return {
      thing,
      title: `${employeeText(letter.employeeId)}: a record cannot be read and was set aside`,
      lines: [
        `What happened: at ${momentText(letter.firstFailedAt)} the record at ${plainText(letter.origin ?? 'an unknown place', 200)} could not be read: ${why}.`,
        'What the system does: it goes on with the next record; this one stays on the dead letter topic as it came.',
        `What you do: find who wrote it. See it with: lockstep dlt show ${eventId}`,
      ],
    };
  }
  return {
    thing,
    title: `${employeeText(letter.employeeId)}: a change could not be applied to the learning platform`,
    lines: [
      `What happened: ${attemptsText(letter)} The platform's last answer: ${why}.`,
      'What the system does: nothing more with this change; a newer change of the same employee is sent as usual.',
      adviceFor(letter.errorCode),
      `See every attempt with: lockstep dlt show ${eventId}`,
      `When the cause is gone, send it again with: lockstep dlt replay --event ${eventId}`,
    ],
  };
}

function attemptsText({ history, replay, firstFailedAt }: DeadLetter): string {
  const last = history.at(-1)?.at ?? firstFailedAt;
  const replayed = replay === 0 ? '' : `replay ${replay}: `;
  if (history.length === 1)
    return `${replayed}the only attempt failed at ${momentText(last)}; this kind of answer is not retried.`;
  return `${replayed}all ${history.length} attempts failed, the first at ${momentText(firstFailedAt)}, the last at ${momentText(last)}.`;
}

function adviceFor(errorCode: string): string {
  if (errorCode === 'LOCKSTEP_LND_CONFLICT')
    return 'What you do: another learner holds this identity. The HRIS admin decides which record is right; nothing is merged.';
  if (errorCode === 'LOCKSTEP_LND_REFUSED')
    return 'What you do: correct the value in the HRIS (the correction arrives as a new change), or the mapping in the contract.';
  return 'What you do: find out why the platform does not take it; its answer is in the history.';
}
