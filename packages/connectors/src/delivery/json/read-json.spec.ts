import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WEBHOOK_JSON_LIMITS } from './json-limits.js';
import { readJson } from './read-json.js';

const read = (text: string | Buffer) => readJson(Buffer.from(text), WEBHOOK_JSON_LIMITS);
const problemOf = (text: string | Buffer) => {
  const reading = read(text);
  return reading.ok ? null : reading.problem;
};
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('reading JSON within limits', () => {
  it('reads what a parser reads, and where the elements of an array stand', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'grapheme' }), (text) => {
        const reading = read(text);
        if (!reading.ok) return; // random JSON may break a limit; which, the other tests say
        expect(reading.value).toEqual(JSON.parse(text));
        if (!Array.isArray(reading.value)) expect(reading.items).toBeNull();
        else
          expect(
            reading.items?.map(({ start, end }) => JSON.parse(Buffer.from(text).toString('utf8', start, end))),
          ).toEqual(reading.value);
      }),
    );
  });

  it('refuses nothing that is within the limits', () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i])));
    const good = [
      '{}',
      ' [ 1 , {"a": [true, false, null, -0.5e+3]} , "x" ] ',
      '"text"',
      '7',
      'null',
      nested(32),
      wide,
      JSON.stringify('x'.repeat(65_536)),
      String(Number.MAX_SAFE_INTEGER),
      '-9007199254740991',
      '{"a":{"a":1},"b":{"a":1}}',
      '{"proto":1,"__proto":1}',
      JSON.stringify('"\\\u0001 {[,:]} \\u0000 as text'.replace('\\u0000', 'u0000')),
      '"\\\\u0000"',
      '[[],[]]',
      '{"\\u0061":1,"b":2}',
    ];
    for (const text of good) expect([text.slice(0, 60), problemOf(text)]).toEqual([text.slice(0, 60), null]);
  });

  it.each([
    ['depth', nested(33), null],
    ['depth', `{"a":${nested(32)}}`, null],
    ['keys', JSON.stringify(Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`k${i}`, i]))), '/k1000'],
    ['text_bytes', `{"a":${JSON.stringify('x'.repeat(65_537))}}`, '/a'],
    ['text_bytes', `{${JSON.stringify('x'.repeat(65_537))}:1}`, '/‹key›'],
    ['duplicate_key', '{"a":1,"a":2}', '/a'],
    ['duplicate_key', '{"a":1,"\\u0061":2}', '/a'],
    ['duplicate_key', '{"employee":{"ü":1,"\\u00fc":2}}', '/employee/‹key›'],
    ['forbidden_key', '{"__proto__":{}}', '/__proto__'],
    ['forbidden_key', '{"\\u005f_proto__":{}}', '/__proto__'],
    ['forbidden_key', '{"a":{"constructor":{"prototype":1}}}', '/a/constructor'],
    ['number_range', '{"a":9007199254740992}', '/a'],
    ['number_range', '{"a":[0,-9007199254740993]}', '/a/1'],
    ['number_range', '12345678901234567890', ''],
    ['number_range', '1e999', ''],
    ['number_range', `0.${'1'.repeat(70)}`, ''],
    ['nul', '{"a":"x\\u0000"}', '/a'],
    ['json', '', ''],
    ['json', '   ', ''],
    ['json', '{"a":1', ''],
    ['json', '{"a":1}}', ''],
    ['json', '{"a":1]', ''],
    ['json', '{"a":tru}', ''],
    ['json', "{'a':1}", ''],
    ['json', '{"a":1,}', ''],
    ['json', '[1,,2]', ''],
    ['json', '{"a":NaN}', ''],
    ['json', '01', ''],
    ['json', '{"a":"x\u0000"}', ''],
    ['json', '{"a":"\n"}', ''],
    ['json', '"x', ''],
    ['json', '{"a\\x":1}', ''],
    ['json', '\ufeff{}', ''],
  ])('refuses: %s (case %#)', (rule, text, path) => {
    // Limits inside an array at the root are told per element.
    const reading = read(text);
    const problem = reading.ok ? reading.itemProblems.get(0) : reading.problem;
    expect(problem).toEqual({ rule, path: path ?? expect.any(String) });
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(problemOf(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ rule: 'utf8', path: '' });
    expect(problemOf(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toEqual({ rule: 'utf8', path: '' });
  });

  it('blames only the element that breaks a limit', () => {
    const reading = read('[{"a":1},{"a":1,"a":2},{"b":9007199254740993},{"c":{"__proto__":1}},{"d":1}]');
    expect(reading.ok && [...reading.itemProblems]).toEqual([
      [1, { rule: 'duplicate_key', path: '/a' }],
      [2, { rule: 'number_range', path: '/b' }],
      [3, { rule: 'forbidden_key', path: '/c/__proto__' }],
    ]);
  });

  it('counts the keys of each element for itself', () => {
    const element = JSON.stringify(Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`k${i}`, i])));
    const reading = read(`[${element},${element}]`);
    expect(reading.ok && reading.itemProblems.size).toBe(0);
  });

  it('takes any bytes without throwing, and never differs from the parser on grammar', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '"\\u0000"',
      '1',
      '-',
      'true',
      'null',
      ' ',
      '"',
      '\\',
      'e',
      '1e5',
      '.',
      'ü',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 20 }), (tokens) => {
        const text = tokens.join('');
        const parses = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        const reading = read(text);
        if (!parses) expect(reading.ok).toBe(false);
        else if (!reading.ok) expect(reading.problem.rule).not.toBe('json');
      }),
      { numRuns: 5_000 },
    );
  });

  it('is done with the largest body at once, however it is nested', () => {
    for (const text of [
      '['.repeat(262_144),
      '{"a":'.repeat(52_000),
      `[${'{},'.repeat(87_000)}1]`,
      `"${'\\"'.repeat(131_000)}"`,
    ]) {
      const startedAt = performance.now();
      read(text);
      expect(performance.now() - startedAt).toBeLessThan(500);
    }
  });
});
