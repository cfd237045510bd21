/** Header names of retry and dead letter records. Part of the topics' contract: they may grow, not change. */
export const HEADERS = {
  /** The attempt to be made next (retry topics) or the last one made (dead letter topic), decimal. */
  attempt: 'lockstep-attempt',
  /** When the attempt is due, epoch milliseconds. */
  dueAt: 'lockstep-due-at',
  /** When the event failed for the first time, epoch milliseconds. */
  firstFailedAt: 'lockstep-first-failed-at',
  /** Where the event stands on `employee.events`: `topic/partition/offset`. */
  origin: 'lockstep-origin',
  /** Every attempt so far, JSON array of `AttemptRecord`. */
  history: 'lockstep-history',
  /** How often the event has been replayed from the dead letter topic, decimal; missing means 0. */
  replay: 'lockstep-replay',
  /** `manager`: a re-send of an applied event, now with its manager reference. */
  reference: 'lockstep-reference',
  /** Error code of docs/errors.md (dead letter topic). */
  errorCode: 'lockstep-error-code',
  /** Reason in words, without personal data (dead letter topic). */
  reason: 'lockstep-reason',
  /** What a dead letter had to leave out to fit its topic, comma-separated: `headers`, `history`, `value`. */
  trimmed: 'lockstep-trimmed',
  /** Deterministic ID of the event, so that tools need not decode the value. */
  eventId: 'lockstep-event-id',
} as const;
