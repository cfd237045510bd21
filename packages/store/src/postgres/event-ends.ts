import type { TerminalOutcome } from '@lockstep/domain';
import type { DatabasePool } from './pool.js';

/** What the ledger knows of an event, for people who look at it. */
export interface EventEnd {
  /** The event's latest life: 0 its own, n its n-th replay. */
  readonly replay: number;
  /** How that life ended; null while it goes on. */
  readonly ended: TerminalOutcome | null;
  /** A newer version of the employee has been tried since. */
  readonly overtaken: boolean;
}

const ENDS = `
  SELECT e.event_id, e.replay, e.ended, COALESCE(p.newest_event_id <> e.event_id, false) AS overtaken
  FROM lockstep.ledger_events e LEFT JOIN lockstep.ledger_employees p ON p.employee_id = e.employee_id
  WHERE e.event_id = ANY ($1)`;

/**
 * Looks up how events ended; those the ledger never saw are missing from the answer.
 * @throws LockstepError LOCKSTEP_DATABASE_UNAVAILABLE, _REFUSED, _SCHEMA
 */
export async function readEventEnds(
  pool: DatabasePool,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, EventEnd>> {
  const rows = await pool.query<EventEnd & { readonly event_id: string }>({ text: ENDS, values: [eventIds] });
  return new Map(rows.map(({ event_id, replay, ended, overtaken }) => [event_id, { replay, ended, overtaken }]));
}
