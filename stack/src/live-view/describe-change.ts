import type { ChangeType, UpsertOutcome } from '@lockstep/domain';

/** What the view knows of an event, for when its outcome comes. */
export interface SeenEvent {
  readonly changeType: ChangeType;
  /** When ingest accepted it, epoch milliseconds. */
  readonly receivedAt: number;
}

/** `120 ms`, `3.4 s`, `2 min 5 s`. */
export function inWords(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.max(0, Math.round(durationMs))} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1_000).toFixed(1)} s`;
  return `${Math.floor(durationMs / 60_000)} min ${Math.round((durationMs % 60_000) / 1_000)} s`;
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19);

const line = (at: number, employeeId: string, change: string, text: string): string =>
  `${clock(at)}  ${employeeId.padEnd(10)} ${change.padEnd(10)} ${text}`;

function text(outcome: UpsertOutcome): string {
  const status =
    outcome.httpStatus === null ? (outcome.errorCode ?? 'no answer') : `the platform answered ${outcome.httpStatus}`;
  switch (outcome.outcome) {
    case 'applied':
      return outcome.attempt > 1 ? `applied at attempt ${outcome.attempt}` : 'applied';
    case 'unchanged':
      return 'unchanged, nothing to send';
    case 'superseded':
      return 'superseded by a newer version';
    case 'shadowed':
      return 'shadowed: recorded, not sent';
    case 'out_of_scope':
      return 'out of scope by the contract';
    case 'dead_lettered':
      return `dead letter (${status}); see: npm run lockstep -- dlt list`;
    case 'reference_sent':
      return 'manager reference sent';
    case 'failed': {
      const next = outcome.retryDueAt === null ? '' : `; next in ${inWords(outcome.retryDueAt - outcome.decidedAt)}`;
      return `attempt ${outcome.attempt} failed: ${status}${next}`;
    }
  }
}

/** One line for one outcome: when, who (employee ID only), what changed, how it ended and how long it took since ingest had it. */
export function describeOutcome(outcome: UpsertOutcome, event: SeenEvent | undefined): string {
  const took =
    event === undefined || !outcome.terminal ? '' : ` after ${inWords(outcome.decidedAt - event.receivedAt)}`;
  return line(outcome.decidedAt, outcome.employeeId, event?.changeType ?? '', `${text(outcome)}${took}`);
}

/** One line for what the contract refused at ingest. */
export function describeRejection(rejection: {
  readonly receivedAt: number;
  readonly employeeId: string | null;
  readonly reasonCode: string;
}): string {
  return line(rejection.receivedAt, rejection.employeeId ?? '-', 'rejected', rejection.reasonCode);
}

/** Counts of the whole run so far, as one line. */
export function describeTotals(counts: ReadonlyMap<string, number>): string {
  const parts = [...counts].map(([name, count]) => `${count} ${name.replaceAll('_', ' ')}`);
  return `          ── ${parts.length === 0 ? 'nothing yet' : parts.join(', ')}`;
}
