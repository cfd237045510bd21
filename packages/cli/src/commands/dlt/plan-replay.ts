import type { EmployeeEvent } from '@lockstep/domain';
import { writeRetryHeaders, type OutgoingRecord, type Topology } from '@lockstep/messaging';
import type { EventEnd } from '@lockstep/store';
import type { LetterReading } from './decode-letter.js';
import type { DeadLetter } from './dead-letter.js';
import type { Standing } from './standing.js';

/** What becomes of one dead letter in a replay. */
export type ReplayDecision =
  | {
      readonly kind: 'replay';
      readonly letter: DeadLetter;
      readonly eventId: string;
      /** From 1. */
      readonly replay: number;
      /** What a person should expect; null: nothing unusual. */
      readonly note: string | null;
    }
  | { readonly kind: 'refused'; readonly letter: DeadLetter; readonly reason: string };

/** Decides about one dead letter; pure. @param eventsTopic full name of `employee.events` */
export function decideReplay(
  letter: DeadLetter,
  reading: LetterReading,
  now: { readonly standing: Standing; readonly end: EventEnd | undefined },
  eventsTopic: string,
): ReplayDecision {
  const refused = (reason: string): ReplayDecision => ({ kind: 'refused', letter, reason });
  if ('undecodable' in reading) return refused(reading.undecodable);
  const { standing, end } = now;
  if (standing === 'applied' || standing === 'unchanged' || standing === 'superseded')
    return refused(`it was replayed already and ended as ${standing}`);
  const mismatch = whyNotOurs(letter, reading.event, eventsTopic);
  if (mismatch !== null) return refused(mismatch);
  const note = NOTES[standing] ?? null;
  // The ledger may have seen a replay that has not come back: the next one must count higher, or it is a repeat.
  const replay = Math.max(letter.replay, standing === 'replaying' ? 0 : (end?.replay ?? 0)) + 1;
  return { kind: 'replay', letter, eventId: reading.event.eventId, replay, note };
}

const NOTES: Partial<Record<Standing, string>> = {
  overtaken: 'a newer change of the employee was tried since: it will end as superseded',
  replaying: 'the same replay is under way: it will change nothing',
};

/** Order is kept by key and place on `employee.events`; without them a replay could overwrite something newer. */
function whyNotOurs({ employeeId, origin }: DeadLetter, event: EmployeeEvent, eventsTopic: string): string | null {
  if (employeeId !== event.employeeId) return 'its key is not the employee ID of the event';
  if (origin?.topic !== eventsTopic) return `its place on ${eventsTopic} is not known`;
  return null;
}

/** The same bytes on the first retry topic, due at once, with the history kept. */
export function replayRecord(
  { letter, eventId, replay }: Extract<ReplayDecision, { kind: 'replay' }>,
  { retries }: Pick<Topology, 'retries'>,
): OutgoingRecord {
  const { key, value, firstFailedAt, history, reference, origin } = letter;
  const state = { attempt: 1, dueAt: 0, firstFailedAt, origin: origin!, history, replay, reference };
  return { topic: retries.topics[0]!, key, value, headers: writeRetryHeaders(state, eventId) };
}
