import { describe, expect, it } from '@jest/globals';
import { HEADERS, writeRetryHeaders } from '@lockstep/messaging';
import fc from 'fast-check';
import { readDeadLetter } from './read-dead-letter.js';
import { deadLetterMessage } from './texts/dead-letter-message.js';

const PLACE = { topic: 'lockstep.learner.upsert.dlt', partition: 2, offset: 5n, timestamp: 1_000 };
const asBuffers = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));

describe('reading a dead letter', () => {
  it('takes employee, event, replay, origin, reason and attempts from key and headers', () => {
    const state = {
      attempt: 4,
      dueAt: 0,
      firstFailedAt: 500,
      origin: { topic: 'lockstep.employee.events', partition: 2, offset: 7n },
      replay: 1,
      reference: false,
      history: [{ attempt: 1, at: 500, status: 500, code: 'LOCKSTEP_LND_UNAVAILABLE', reason: 'down' }],
    };
    const headers = asBuffers({
      ...writeRetryHeaders(state, 'ab12'),
      [HEADERS.errorCode]: 'LOCKSTEP_LND_UNAVAILABLE',
      [HEADERS.reason]: 'down',
    });
    expect(readDeadLetter({ ...PLACE, key: Buffer.from('4711'), headers })).toEqual({
      employeeId: '4711',
      eventId: 'ab12',
      replay: 1,
      origin: 'lockstep.employee.events/2/7',
      errorCode: 'LOCKSTEP_LND_UNAVAILABLE',
      reason: 'down',
      firstFailedAt: 500,
      history: state.history,
    });
  });

  it('makes a thing of a record without key and headers, named by its place', () => {
    expect(readDeadLetter({ ...PLACE, key: null, headers: {} })).toMatchObject({
      employeeId: null,
      eventId: 'lockstep.learner.upsert.dlt/2/5',
      replay: 0,
      firstFailedAt: 1_000,
      history: [],
    });
  });

  it('has no history when the header holds what is no attempt', () => {
    const headers = asBuffers({
      [HEADERS.attempt]: '1',
      [HEADERS.dueAt]: '0',
      [HEADERS.origin]: 'a/0/0',
      [HEADERS.history]: '[null, 1, {"at":"x"}, {"at":1e300}, {"at":9,"code":"c"}]',
    });
    expect(readDeadLetter({ ...PLACE, key: null, headers }).history).toEqual([]);
  });

  it('gives a message for any key and headers', () => {
    const anyBytes = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
    const anyHeader = fc.oneof(
      anyBytes,
      fc.json().map((text) => Buffer.from(text)),
      fc.constant(Buffer.from('[{"at":1e300},{"at":"x"},null]')),
    );
    const anyHeaders = fc.dictionary(fc.constantFrom(...Object.values(HEADERS)), anyHeader);
    fc.assert(
      fc.property(fc.option(anyBytes), anyHeaders, (key, headers) => {
        const message = deadLetterMessage(readDeadLetter({ ...PLACE, key, headers }));
        expect(message.lines.length).toBeGreaterThan(0);
      }),
    );
  });
});
