import { describe, expect, it } from '@jest/globals';
import type { EmployeeEvent } from '@lockstep/domain';
import { readRetryHeaders } from '@lockstep/messaging';
import type { EventEnd } from '@lockstep/store';
import { decideReplay, replayRecord } from './plan-replay.js';
import type { DeadLetter } from './dead-letter.js';
import { standingOf } from './standing.js';

const EVENTS = 'x.employee.events';
const letter: DeadLetter = {
  position: 'x.learner.upsert.dlt/0/1',
  key: Buffer.from('4711'),
  value: Buffer.from([0, 0, 0, 0, 1, 2]),
  employeeId: '4711',
  eventId: 'e1',
  replay: 0,
  history: [{ attempt: 1, at: 1, status: 422, code: 'LOCKSTEP_LND_REFUSED', reason: 'no' }],
  code: 'LOCKSTEP_LND_REFUSED',
  reason: 'no',
  firstFailedAt: 1,
  at: 2,
  origin: { topic: EVENTS, partition: 3, offset: 17n },
  reference: false,
};
const event = { eventId: 'e1', employeeId: '4711' } as EmployeeEvent;
const decide = (of: DeadLetter, end?: EventEnd, reading: { event: EmployeeEvent } = { event }) =>
  decideReplay(of, reading, { standing: standingOf(of, end), end }, EVENTS);

describe('a replay', () => {
  it.each<[string, number, EventEnd | undefined, number]>([
    ['of a first death', 0, { replay: 0, ended: 'dead_lettered', overtaken: false }, 1],
    ['of one the ledger never saw', 0, undefined, 1],
    ['of one that came back twice', 2, { replay: 2, ended: 'dead_lettered', overtaken: false }, 3],
    ['whose latest death is not on the topic yet', 1, { replay: 2, ended: 'dead_lettered', overtaken: false }, 3],
    ['that is under way is the same again', 0, { replay: 1, ended: null, overtaken: false }, 1],
    ['after one in shadow mode', 0, { replay: 1, ended: 'shadowed', overtaken: false }, 2],
  ])('%s counts from the highest', (_what, replay, end, expected) =>
    expect(decide({ ...letter, replay }, end)).toMatchObject({ kind: 'replay', replay: expected }),
  );

  it.each(['applied', 'unchanged', 'superseded'] as const)('is refused when it has ended as %s', (ended) =>
    expect(decide(letter, { replay: 1, ended, overtaken: false })).toMatchObject({
      kind: 'refused',
      reason: `it was replayed already and ended as ${ended}`,
    }),
  );

  it('of an overtaken event says how it will end', () =>
    expect(decide(letter, { replay: 0, ended: 'dead_lettered', overtaken: true })).toMatchObject({
      kind: 'replay',
      note: expect.stringContaining('superseded'),
    }));

  it('is refused without its place on employee.events, or under another key', () => {
    const elsewhere = { ...letter, origin: { topic: 'x.learner.upsert.retry.2', partition: 0, offset: 1n } };
    for (const one of [elsewhere, { ...letter, origin: null }, { ...letter, employeeId: '4712' }])
      expect(decide(one)).toMatchObject({ kind: 'refused' });
  });

  it('carries the same bytes, due at once, with history, origin and the manager mark', () => {
    const decision = decide({ ...letter, reference: true });
    if (decision.kind !== 'replay') throw new Error(decision.reason);
    const retries = { source: EVENTS, topics: ['x.retry.1', 'x.retry.2'], deadLetters: 'x.dlt' };
    const { headers, ...record } = replayRecord(decision, { retries });
    expect(record).toEqual({ topic: 'x.retry.1', key: letter.key, value: letter.value });
    const { origin, history, firstFailedAt } = letter;
    const buffers = Object.entries(headers ?? {}).map(([name, value]) => [name, Buffer.from(value)] as const);
    expect(readRetryHeaders(Object.fromEntries(buffers))).toEqual({
      ...{ attempt: 1, dueAt: 0, replay: 1, reference: true },
      ...{ origin, history, firstFailedAt },
    });
  });
});
