import { describe, expect, it } from '@jest/globals';
import { HEADERS, type OutgoingRecord } from '@lockstep/messaging';
import fc from 'fast-check';
import { barestDeadLetter, fittingDeadLetter, MAX_RECORD_BYTES } from './fitting-dead-letter.js';

const attempt = (n: number, reason = 'down') => ({ attempt: n, at: n, status: 503, code: 'LOCKSTEP_X', reason });
const OURS = {
  [HEADERS.origin]: 'lockstep.employee.events/3/17',
  [HEADERS.errorCode]: 'LOCKSTEP_UNDECODABLE',
  [HEADERS.reason]: 'why',
  [HEADERS.eventId]: 'e1',
};
const letter = (parts: Partial<OutgoingRecord>): OutgoingRecord => ({
  topic: 'dlt',
  key: Buffer.from('4711'),
  value: Buffer.from('value'),
  headers: OURS,
  ...parts,
});
const bytesOf = ({ key, value, headers = {} }: OutgoingRecord): number =>
  (key?.length ?? 0) +
  (value?.length ?? 0) +
  Object.entries(headers).reduce((sum, [name, text]) => sum + name.length + Buffer.byteLength(text), 0);

describe('a dead letter', () => {
  it('that fits stays as it is', () => {
    const record = letter({ headers: { ...OURS, theirs: 'kept' } });
    expect(fittingDeadLetter(record)).toBe(record);
  });

  it('with too many headers of strangers keeps ours and its bytes', () => {
    const theirs = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`header-${n}`, 'x'.repeat(60)]));
    const fitting = fittingDeadLetter(letter({ headers: { ...theirs, ...OURS } }));
    expect(fitting).toEqual(letter({ headers: { ...OURS, [HEADERS.trimmed]: 'headers' } }));
  });

  it('with a history beyond all measure keeps its end', () => {
    const history = JSON.stringify(Array.from({ length: 5_000 }, (_, n) => attempt(n, 'x'.repeat(300))));
    const { headers, value } = fittingDeadLetter(letter({ headers: { ...OURS, [HEADERS.history]: history } }));
    const kept = JSON.parse(String(headers![HEADERS.history])) as unknown[];
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.at(-1)).toEqual(attempt(4_999, 'x'.repeat(300)));
    expect([String(headers![HEADERS.trimmed]), value]).toEqual(['headers,history', Buffer.from('value')]);
  });

  it('whose value leaves no room for the headers names the place where the value stands', () => {
    const fitting = fittingDeadLetter(letter({ value: Buffer.alloc(MAX_RECORD_BYTES) }));
    expect(fitting.value).toBeNull();
    expect(fitting.headers).toMatchObject({ [HEADERS.trimmed]: 'headers,history,value' });
    expect(String(fitting.headers![HEADERS.origin])).toBe(OURS[HEADERS.origin]);
  });

  it('fits whatever it is made of, and always says who, why and where', () => {
    const size = fc.constantFrom(0, 10, 20_000, 900_000, 1_100_000);
    fc.assert(
      fc.property(size, size, size, size, size, (key, value, history, reason, foreign) => {
        const record = letter({
          key: Buffer.alloc(key, 'k'),
          value: Buffer.alloc(value),
          headers: {
            foreign: 'x'.repeat(foreign),
            ...OURS,
            [HEADERS.history]: 'h'.repeat(history),
            [HEADERS.reason]: Buffer.alloc(reason, 'r'),
          },
        });
        for (const fitting of [fittingDeadLetter(record), barestDeadLetter(record)]) {
          expect(bytesOf(fitting)).toBeLessThan(MAX_RECORD_BYTES);
          expect(fitting.headers).toHaveProperty([HEADERS.origin]);
          expect(fitting.headers).toHaveProperty([HEADERS.errorCode]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
