import { describe, expect, it } from '@jest/globals';
import { readRetryHeaders, writeRetryHeaders } from './retry-records.js';
import type { RetryState } from './retry-records.js';

const state: RetryState = {
  attempt: 2,
  dueAt: 61_000,
  firstFailedAt: 1_000,
  origin: { topic: 'lockstep.employee.events', partition: 3, offset: 9_007_199_254_740_993n },
  history: [{ attempt: 1, at: 1_000, status: 503, code: 'LOCKSTEP_LND_UNAVAILABLE', reason: 'down' }],
  replay: 1,
  reference: false,
};
const asBuffers = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));

describe('retry headers', () => {
  it('carry the state through Kafka and back, offsets beyond 2^53 included', () => {
    expect(readRetryHeaders(asBuffers(writeRetryHeaders(state, 'e1')))).toEqual(state);
    const reference = { ...state, reference: true, firstFailedAt: null, replay: 0, history: [] };
    expect(readRetryHeaders(asBuffers(writeRetryHeaders(reference, 'e1')))).toEqual(reference);
  });

  it('are refused as a whole when one is missing or mangled', () => {
    const good = writeRetryHeaders(state, 'e1');
    for (const name of ['lockstep-attempt', 'lockstep-due-at', 'lockstep-origin'])
      expect(readRetryHeaders(asBuffers({ ...good, [name]: 'x' }))).toBeNull();
    expect(readRetryHeaders(asBuffers({ ...good, 'lockstep-history': '{"a"' }))).toBeNull();
    expect(readRetryHeaders({})).toBeNull();
  });

  it.each([
    ['attempt', '0'],
    ['attempt', '17'],
    ['attempt', '-1'],
    ['due-at', '9999999999999999'],
    ['due-at', '1e3'],
    ['replay', '-1'],
    ['replay', '1000001'],
    ['origin', 'lockstep.employee.events/3/9223372036854775808'],
    ['origin', 'lockstep.employee.events/3/-1'],
    ['origin', `${'x'.repeat(250)}/3/1`],
    ['origin', 'a topic/3/1'],
    ['history', '{}'],
    ['history', '[null]'],
    ['history', '[{"attempt":1,"at":8640000000000001,"status":503,"code":"x","reason":"y"}]'],
    ['history', '[{"attempt":1,"at":1,"status":503,"code":"x"}]'],
    ['history', JSON.stringify([{ ...state.history[0], reason: 'x'.repeat(65_536) }])],
  ])('that cannot be true are refused: %s %.60s', (name, value) => {
    const headers = { ...writeRetryHeaders(state, 'e1'), [`lockstep-${name}`]: value };
    expect(readRetryHeaders(asBuffers(headers))).toBeNull();
  });
});
