import { isLockstepError, type TerminalOutcome } from '@lockstep/domain';
import { loadSettings } from '@lockstep/platform';
import { readEventEnds, type EventEnd } from '@lockstep/store';
import type { CliIo } from '../../cli-io.js';
import { withDatabase } from '../../with-database.js';
import type { DeadLetter, EventDeadLetters } from './dead-letter.js';

/**
 * How things stand with a dead letter now.
 * - `open`: nobody has dealt with it
 * - `overtaken`: a newer version of the employee has been tried since, there is nothing to do
 * - `replaying`: sent again, not ended yet
 * - an outcome: sent again, and ended so
 * - `unknown`: the ledger could not be asked
 */
export type Standing = 'open' | 'overtaken' | 'replaying' | 'unknown' | Exclude<TerminalOutcome, 'dead_lettered'>;

/** @param end null: the ledger could not be asked; undefined: it never saw the event (poison) */
export function standingOf(letter: DeadLetter, end: EventEnd | undefined | null): Standing {
  if (end === null) return 'unknown';
  if (end === undefined) return 'open';
  // A reference re-send leaves the event's own end as it was.
  if (end.replay > letter.replay && !letter.reference) {
    if (end.ended === null) return 'replaying';
    if (end.ended !== 'dead_lettered') return end.ended;
  }
  return end.overtaken ? 'overtaken' : 'open';
}

/** Whether somebody may still have to do something. */
export function isOpen(standing: Standing): boolean {
  return standing === 'open' || standing === 'replaying' || standing === 'unknown';
}

const AT_ONCE = 5_000;

/** What the ledger knows of the events; null, with a note, where the database is not configured or not there. */
export async function askLedger(
  events: readonly EventDeadLetters[],
  io: CliIo,
): Promise<ReadonlyMap<string, EventEnd> | null> {
  const ids = events.map(({ latest }) => latest.eventId);
  try {
    const { DATABASE_URL } = loadSettings(['DATABASE_URL'], io.env);
    return await withDatabase(DATABASE_URL, async (pool) => {
      const ends = new Map<string, EventEnd>();
      for (let from = 0; from < ids.length; from += AT_ONCE)
        for (const [id, end] of await readEventEnds(pool, ids.slice(from, from + AT_ONCE))) ends.set(id, end);
      return ends;
    });
  } catch (thrown) {
    if (!isLockstepError(thrown)) throw thrown;
    io.err(`Without the ledger nobody knows which were dealt with since (${thrown.code}: ${thrown.message}).`);
    return null;
  }
}
