import type { TerminalOutcome, Version } from '@lockstep/domain';
import { compareVersions, isNewer, TERMINAL_OUTCOMES } from '@lockstep/domain';
import { compareLedger } from './compare-ledger.js';
import type { EventFact, Facts, Proof, WriteFact } from './facts.js';

/**
 * Checks the invariants that can be seen from outside, in Jepsen's words: nothing accepted is lost, every event has
 * exactly one end, no stale write, no doubled effect, nothing newest unseen. Pure.
 */
export function judge(facts: Facts): Proof {
  const events = eventsById(facts.events);
  const ends = endsByEvent(facts);
  const problems: string[] = [];
  const say = (ids: readonly string[], what: string): number => {
    if (ids.length > 0) problems.push(`${ids.length} ${what}: ${ids.slice(0, 5).join(', ')}`);
    return ids.length;
  };

  const untaken = facts.accepted.filter((eventId) => !events.has(eventId));
  const endless = [...events.keys()].filter((eventId) => !ends.has(eventId));
  const lost = say(untaken, 'accepted and on no topic') + say(endless, 'events without an end');
  say(
    [...ends].filter(([, kinds]) => kinds.size > 1).map(([eventId]) => eventId),
    'events with more than one end',
  );
  say(
    [...ends.keys()].filter((eventId) => !events.has(eventId) && !eventId.startsWith('undecodable:')),
    'ends of events that are on no topic',
  );

  const outcomes = countEnds(ends, events);
  const dead = new Set(facts.deadLetters);
  const deadEnds = [...ends].filter(([, kinds]) => kinds.has('dead_lettered')).map(([eventId]) => eventId);
  say(
    deadEnds.filter((eventId) => !dead.has(eventId)),
    'ended as dead letters and not on the dead letter topic',
  );

  const writes = writesByEmployee(facts.writes, events);
  const staleWrites = say(staleOnes(writes), 'stale writes');
  const doubled = say(doubledOnes(facts.writes), 'events that took effect twice');
  const unseen = say(unseenOnes(events, ends, writes), 'employees whose newest applied version the platform lacks');
  if (facts.ledger !== undefined)
    for (const [ids, what] of compareLedger(facts.ledger, events, ends, facts.outcomes)) say(ids, what);
  return {
    events: events.size,
    outcomes,
    rejected: facts.rejected,
    retries: new Set(facts.retries.map((retry) => `${retry.eventId}:${retry.replay}:${retry.attempt}`)).size,
    deadLettered: dead.size,
    learners: facts.learners,
    staleWrites,
    lost,
    doubled,
    unseen,
    problems,
  };
}

type Ends = ReadonlyMap<string, ReadonlySet<TerminalOutcome>>;
type AppliedWrite = WriteFact & { readonly version: Version; readonly eventId: string };

/** A repeated record is the same event; its first position counts. */
function eventsById(records: readonly EventFact[]): ReadonlyMap<string, EventFact> {
  const events = new Map<string, EventFact>();
  for (const event of records) {
    const known = events.get(event.eventId);
    if (known === undefined || compareVersions(event.version, known.version) < 0) events.set(event.eventId, event);
  }
  return events;
}

/** The ends of each event's latest life: a replay from the dead letter topic gives it a new one. */
function endsByEvent(facts: Facts): Ends {
  const lives = new Map<string, { replay: number; kinds: Set<TerminalOutcome> }>();
  for (const outcome of facts.outcomes) {
    if (!outcome.terminal) continue;
    const life = lives.get(outcome.eventId);
    const kind = outcome.outcome as TerminalOutcome;
    if (life === undefined || outcome.replay > life.replay)
      lives.set(outcome.eventId, { replay: outcome.replay, kinds: new Set([kind]) });
    else if (outcome.replay === life.replay) life.kinds.add(kind);
  }
  return new Map([...lives].map(([eventId, life]) => [eventId, life.kinds]));
}

function countEnds(ends: Ends, events: ReadonlyMap<string, EventFact>): Record<TerminalOutcome, number> {
  const counts = Object.fromEntries(TERMINAL_OUTCOMES.map((kind) => [kind, 0])) as Record<TerminalOutcome, number>;
  for (const [eventId, kinds] of ends) if (events.has(eventId)) for (const kind of kinds) counts[kind]++;
  return counts;
}

function writesByEmployee(
  writes: readonly WriteFact[],
  events: ReadonlyMap<string, EventFact>,
): ReadonlyMap<string, readonly AppliedWrite[]> {
  const byEmployee = new Map<string, AppliedWrite[]>();
  for (const write of writes) {
    const eventId = write.idempotencyKey.split(':')[0]!;
    const version = events.get(eventId)?.version;
    if (!write.effective || version === undefined) continue;
    const list = byEmployee.get(write.employeeId) ?? [];
    byEmployee.set(write.employeeId, [...list, { ...write, version, eventId }]);
  }
  return byEmployee;
}

function staleOnes(writes: ReadonlyMap<string, readonly AppliedWrite[]>): string[] {
  const stale: string[] = [];
  for (const list of writes.values()) {
    let newest: Version | null = null;
    for (const write of list) {
      if (newest !== null && isNewer(newest, write.version)) stale.push(write.eventId);
      else newest = write.version;
    }
  }
  return stale;
}

function doubledOnes(writes: readonly WriteFact[]): string[] {
  const changes = new Map<string, number>();
  for (const { idempotencyKey, changed } of writes)
    if (changed) changes.set(idempotencyKey, (changes.get(idempotencyKey) ?? 0) + 1);
  return [...changes].filter(([, times]) => times > 1).map(([key]) => key);
}

function unseenOnes(
  events: ReadonlyMap<string, EventFact>,
  ends: Ends,
  writes: ReadonlyMap<string, readonly AppliedWrite[]>,
): string[] {
  const newestApplied = new Map<string, EventFact>();
  for (const [eventId, kinds] of ends) {
    const event = events.get(eventId);
    if (event === undefined || !kinds.has('applied')) continue;
    const known = newestApplied.get(event.employeeId);
    if (known === undefined || isNewer(event.version, known.version)) newestApplied.set(event.employeeId, event);
  }
  return [...newestApplied]
    .filter(([employeeId, event]) => !(writes.get(employeeId) ?? []).some((write) => write.eventId === event.eventId))
    .map(([employeeId]) => employeeId);
}
