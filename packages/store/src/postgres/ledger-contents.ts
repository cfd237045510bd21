import type { TerminalOutcome } from '@lockstep/domain';
import type { DatabasePool } from './pool.js';

/** Everything the ledger holds. */
export interface LedgerContents {
  readonly events: readonly {
    readonly eventId: string;
    /** The latest life: 0 the event's own, n its n-th replay. */
    readonly replay: number;
    /** Null while it goes on. */
    readonly ended: TerminalOutcome | null;
  }[];
  readonly employees: readonly {
    readonly employeeId: string;
    /** The newest version tried; null when there is none yet. */
    readonly newestEventId: string | null;
    /** The version the platform is known to hold; null when there is none. */
    readonly appliedEventId: string | null;
  }[];
}

const EVENTS = 'SELECT event_id AS "eventId", replay, ended FROM lockstep.ledger_events';
const EMPLOYEES = `SELECT employee_id AS "employeeId", newest_event_id AS "newestEventId",
  applied_event_id AS "appliedEventId" FROM lockstep.ledger_employees`;

/**
 * Reads the whole ledger, for proofs of a run; never in the product, where it has a row for every event there ever was.
 * @throws LockstepError LOCKSTEP_DATABASE_UNAVAILABLE, _REFUSED, _SCHEMA
 */
export async function readLedgerContents(pool: DatabasePool): Promise<LedgerContents> {
  const [events, employees] = await Promise.all([
    pool.query<LedgerContents['events'][number]>({ text: EVENTS }),
    pool.query<LedgerContents['employees'][number]>({ text: EMPLOYEES }),
  ]);
  return { events, employees };
}
