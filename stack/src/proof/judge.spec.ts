import { describe, expect, it } from '@jest/globals';
import type { UpsertOutcome } from '@lockstep/domain';
import type { Facts, LedgerFacts } from './facts.js';
import { judge } from './judge.js';

const event = (n: number, employeeId = '1') => ({
  eventId: `e${n}`,
  employeeId,
  version: { modifiedAt: n, offset: BigInt(n) },
});
const end = (n: number, outcome: UpsertOutcome['outcome'], over: Partial<UpsertOutcome> = {}) =>
  ({ eventId: `e${n}`, outcome, terminal: outcome !== 'failed', attempt: 1, replay: 0, ...over }) as UpsertOutcome;
const write = (n: number, employeeId = '1') => ({
  employeeId,
  idempotencyKey: `e${n}`,
  effective: true,
  changed: true,
  receivedAt: n,
});
const good: Facts = {
  events: [event(1), event(2), event(3, '2'), event(3, '2')],
  outcomes: [end(1, 'applied'), end(2, 'failed'), end(2, 'applied'), end(2, 'applied'), end(3, 'dead_lettered')],
  rejected: 1,
  retries: [{ eventId: 'e2', attempt: 2, replay: 0, dueAt: 0 }],
  deadLetters: ['e3'],
  writes: [write(1), write(2)],
  learners: 1,
  accepted: ['e1', 'e2', 'e3'],
  ledger: {
    events: [
      { eventId: 'e1', replay: 0, ended: 'applied' },
      { eventId: 'e2', replay: 0, ended: 'applied' },
      { eventId: 'e3', replay: 0, ended: 'dead_lettered' },
    ],
    employees: [
      { employeeId: '1', newestEventId: 'e2', appliedEventId: 'e2' },
      { employeeId: '2', newestEventId: 'e3', appliedEventId: null },
    ],
  },
};
/** The good ledger with other fields for one event, or one employee. */
const ledgerWith = (id: string, fields: object): LedgerFacts => ({
  events: good.ledger!.events.map((event) => (event.eventId === id ? { ...event, ...fields } : event)),
  employees: good.ledger!.employees.map((one) => (one.employeeId === id ? { ...one, ...fields } : one)),
});

describe('the proof of a run', () => {
  it('finds nothing wrong with a good one, repeats included', () => {
    expect(judge(good)).toEqual({
      events: 3,
      outcomes: { applied: 2, unchanged: 0, superseded: 0, dead_lettered: 1, shadowed: 0, out_of_scope: 0 },
      rejected: 1,
      retries: 1,
      deadLettered: 1,
      learners: 1,
      staleWrites: 0,
      lost: 0,
      doubled: 0,
      unseen: 0,
      problems: [],
    });
  });

  it.each<[string, Partial<Facts>, Partial<ReturnType<typeof judge>>]>([
    ['an accepted event that is on no topic', { accepted: ['e1', 'e9'] }, { lost: 1 }],
    ['an event without an end', { outcomes: good.outcomes.slice(1) }, { lost: 1 }],
    ['a stale write', { writes: [write(2), write(1), write(2)] }, { staleWrites: 1 }],
    ['an effect that happened twice', { writes: [write(1), write(1), write(2)] }, { doubled: 1 }],
    ['a newest version that never arrived', { writes: [write(1)] }, { unseen: 1 }],
    ['a second end', { outcomes: [...good.outcomes, end(1, 'superseded')] }, {}],
    ['a dead letter that is not on its topic', { deadLetters: [] }, { deadLettered: 0 }],
    ['another end in the ledger', { ledger: ledgerWith('e1', { ended: 'superseded' }) }, {}],
    ['an event the ledger holds open', { ledger: ledgerWith('e1', { ended: null }) }, {}],
    ['an event the ledger made up', { ledger: ledgerWith('e1', { eventId: 'e8' }) }, {}],
    ['a newest version the ledger has not seen', { ledger: ledgerWith('1', { newestEventId: 'e1' }) }, {}],
    ['an applied version the ledger has forgotten', { ledger: ledgerWith('1', { appliedEventId: 'e1' }) }, {}],
    ['an end of nothing', { outcomes: [...good.outcomes, end(7, 'applied')] }, {}],
  ])('finds %s', (_, change, found) => {
    const proof = judge({ ...good, ...change });
    expect(proof).toMatchObject(found);
    expect(proof.problems.length).toBeGreaterThan(0);
  });

  it('does not expect the ledger to know what could not be decoded or mapped', () => {
    const outcomes = [
      ...good.outcomes.slice(0, -1),
      end(3, 'dead_lettered', { attempt: 0, errorCode: 'LOCKSTEP_UNDECODABLE' }),
    ];
    const { events, employees } = good.ledger!;
    expect(
      judge({ ...good, outcomes, ledger: { events: events.slice(0, 2), employees: employees.slice(0, 1) } }).problems,
    ).toEqual([]);
    expect(judge({ ...good, ledger: { events: events.slice(0, 2), employees } }).problems).toHaveLength(1);
  });

  it('lets a replay give a dead letter a new end', () => {
    const replayed = [...good.outcomes, end(3, 'applied', { replay: 1 })];
    const ledger = {
      events: ledgerWith('e3', { replay: 1, ended: 'applied' }).events,
      employees: ledgerWith('2', { appliedEventId: 'e3' }).employees,
    };
    const proof = judge({ ...good, outcomes: replayed, writes: [...good.writes, write(3, '2')], ledger });
    expect(proof.problems).toEqual([]);
    expect(proof.outcomes.applied).toBe(3);
  });
});
