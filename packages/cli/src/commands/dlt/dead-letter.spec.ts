import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HEADERS } from '@lockstep/messaging';
import { deadLetterOf, groupByEvent } from './dead-letter.js';

const record = (headers: Readonly<Record<string, string>>, offset = 1n, timestamp = 1_000) => ({
  ...{ topic: 'x.dlt', partition: 0, offset, timestamp, key: Buffer.from('4711'), value: null },
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
});

describe('a dead letter', () => {
  it('is read from whatever stands in its headers', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('[null,{"at":1}]', '-1', 'a/b/c', '99999999999999999999'),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.values(HEADERS)), text), (headers) => {
        const letter = deadLetterOf(record(headers));
        expect(letter.employeeId).toBe('4711');
        expect(letter.eventId).toBe(headers[HEADERS.eventId] ?? 'x.dlt/0/1');
        for (const attempt of letter.history) expect(typeof attempt.reason).toBe('string');
      }),
    );
  });

  it('without headers stands at its own place, with its own time', () =>
    expect(deadLetterOf(record({}))).toMatchObject({
      eventId: 'x.dlt/0/1',
      code: 'LOCKSTEP_UNEXPECTED',
      firstFailedAt: 1_000,
      origin: null,
      history: [],
    }));

  it('of one event are grouped, its latest life last, the newest event first', () => {
    const of = (eventId: string, replay: number, at: number) =>
      deadLetterOf(
        record(
          {
            [HEADERS.eventId]: eventId,
            [HEADERS.replay]: String(replay),
            [HEADERS.attempt]: '4',
            [HEADERS.dueAt]: '0',
            [HEADERS.origin]: 'x.events/0/1',
          },
          BigInt(at),
          at,
        ),
      );
    const groups = groupByEvent([of('a', 1, 30), of('b', 0, 20), of('a', 0, 10)]);
    expect(groups.map(({ latest, lives }) => [latest.eventId, lives.map(({ replay }) => replay)])).toEqual([
      ['a', [0, 1]],
      ['b', [0]],
    ]);
  });
});
