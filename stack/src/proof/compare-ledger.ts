import type { TerminalOutcome } from '@lockstep/domain';
import { isNewer } from '@lockstep/domain';
import type { EventFact, Facts, LedgerFacts } from './facts.js';

/** Event or employee IDs, and what is wrong with them. */
export type Finding = readonly [ids: readonly string[], what: string];

/** After these the platform holds the event's version, as far as the ledger knows. */
const HELD: readonly TerminalOutcome[] = ['applied', 'unchanged'];

/**
 * Whether the ledger remembers what the topics say: the same end of every event, and per employee the newest version
 * tried and the newest version applied. Pure.
 */
export function compareLedger(
  ledger: LedgerFacts,
  events: ReadonlyMap<string, EventFact>,
  ends: ReadonlyMap<string, ReadonlySet<TerminalOutcome>>,
  outcomes: Facts['outcomes'],
): readonly Finding[] {
  const known = new Map(ledger.events.map((event) => [event.eventId, event.ended]));
  // Dead-lettered before the ledger was asked: what cannot be decoded or mapped has no version to compare.
  const refused = new Set(
    outcomes
      .filter(({ terminal, attempt, errorCode }) => terminal && attempt === 0 && errorCode !== null)
      .map(({ eventId }) => eventId),
  );
  const counted = [...events.values()].filter(({ eventId }) => !refused.has(eventId));
  const held = counted.filter(({ eventId }) => HELD.some((kind) => ends.get(eventId)?.has(kind)));
  const newest = newestByEmployee(counted);
  const newestHeld = newestByEmployee(held);
  const employees = new Map(ledger.employees.map((employee) => [employee.employeeId, employee]));
  return [
    [[...known.keys()].filter((eventId) => !events.has(eventId)), 'events in the ledger that are on no topic'],
    [
      counted
        .map(({ eventId }) => eventId)
        .filter((eventId) => ends.has(eventId) && !ends.get(eventId)!.has(known.get(eventId)!)),
      'events whose end in the ledger is another than on the topics',
    ],
    [
      [...newest].filter(([id, eventId]) => employees.get(id)?.newestEventId !== eventId).map(([id]) => id),
      'employees whose newest version the ledger does not know',
    ],
    [
      [...newestHeld].filter(([id, eventId]) => employees.get(id)?.appliedEventId !== eventId).map(([id]) => id),
      'employees whose applied version in the ledger is not the newest applied',
    ],
  ];
}

function newestByEmployee(events: readonly EventFact[]): ReadonlyMap<string, string> {
  const newest = new Map<string, EventFact>();
  for (const event of events) {
    const before = newest.get(event.employeeId);
    if (before === undefined || isNewer(event.version, before.version)) newest.set(event.employeeId, event);
  }
  return new Map([...newest].map(([employeeId, { eventId }]) => [employeeId, eventId]));
}
