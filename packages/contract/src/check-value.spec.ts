import { describe, expect, it } from '@jest/globals';
import { compileValueCheck } from './check-value.js';
import type { ContractField, FieldType } from './contract.js';

function check(type: FieldType, value: string, more: Partial<ContractField> = {}): string {
  const field = { type, maxLength: type === 'string' ? 10 : null, pattern: null, ...more } as ContractField;
  return compileValueCheck(field)(value)?.rule ?? 'ok';
}

describe('a date', () => {
  it.each(['2024-02-29', '2000-02-29', '1900-01-01', '9999-12-31', '2026-12-31'])('takes %s', (value) => {
    expect(check('date', value)).toBe('ok');
  });
  it.each([
    '2025-02-29',
    '2025-02-30',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '0000-00-00',
    '0001-01-01',
    '1899-12-31',
    '2026-1-1',
    '20260101',
    '01.02.2026',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '2026-01-01\n',
    '２０２６-01-01',
    '02/03/2026',
  ])('refuses %j', (value) => expect(check('date', value)).toBe('date'));
});

describe('an e-mail address', () => {
  it.each(['a@b.de', 'ana.ruiz+x@sub.example.com', 'jürgen@müller.example', "o'neil@example.org", 'A.B@EXAMPLE.COM'])(
    'takes %s',
    (value) => expect(check('email', value)).toBe('ok'),
  );
  it.each([
    'a',
    'a@b',
    '@b.de',
    'a@',
    'a@@b.de',
    'a b@c.de',
    ' a@b.de',
    'a@b.de ',
    'a@b..de',
    'a@.b.de',
    'a@b.de.',
    '.a@b.de',
    'a.@b.de',
    'a..b@c.de',
    'Ana <a@b.de>',
    'a@b.de,c@d.de',
    'a@b.de\r\nBcc: x@y.de',
    'a@-b.de',
    'a@b\u0000.de',
    'a@b\ud800.de',
  ])('refuses %j', (value) => expect(check('email', value)).toBe('format'));
  it('refuses what is longer than 254 characters', () => {
    expect(check('email', `a@${'b'.repeat(60)}.${'c.'.repeat(100)}de`)).toBe('too_long');
  });
});

describe('an employee ID', () => {
  it.each(['1', '000123', 'E-42', 'a/b', '123e4567-e89b-12d3-a456-426614174000', '3332883884017713001'])(
    'takes %s',
    (value) => {
      expect(check('employeeId', value)).toBe('ok');
    },
  );
  it.each(['4 711', ' 4711', '4711 ', '47\u00a011', '47\t11', '47\n', 'ä1', '４７', 'a\u0000', '\ud800'])(
    'refuses %j',
    (value) => {
      expect(check('employeeId', value)).toBe('format');
    },
  );
  it('refuses what is longer than 64 characters', () => {
    expect(check('employeeId', 'x'.repeat(65))).toBe('too_long');
    expect(check('employeeId', 'x'.repeat(64))).toBe('ok');
  });
});

describe('a string', () => {
  it.each(['x', 'Žofie', '李小龍', 'نور', "D'Arcy-Ñ", 'a b', ' x ', '👩‍🔬', '<b>', '=1+1'])(
    'takes %j as it is',
    (value) => {
      expect(check('string', value)).toBe('ok');
    },
  );
  it.each([
    [' ', 'blank'],
    ['\u00a0\u3000', 'blank'],
    ['\u200b', 'blank'],
    ['\ufeff', 'blank'],
    ['a\u0000b', 'characters'],
    ['a\nb', 'characters'],
    ['a\u0085b', 'characters'],
    ['a\u2028b', 'characters'],
    ['a\u202eb', 'characters'],
    ['\ud83d', 'characters'],
    ['x\udc00', 'characters'],
  ])('refuses %j', (value, rule) => expect(check('string', value)).toBe(rule));
  it('counts characters, not code units', () => {
    expect(check('string', '😀'.repeat(10))).toBe('ok');
    expect(check('string', '😀'.repeat(11))).toBe('too_long');
    expect(check('string', 'x'.repeat(11))).toBe('too_long');
    expect(check('string', 'x'.repeat(1_000_000))).toBe('too_long');
  });
  it('must match its pattern as a whole', () => {
    expect(check('string', 'CC-12', { pattern: 'CC-\\d+|none' })).toBe('ok');
    expect(check('string', 'xCC-12', { pattern: 'CC-\\d+|none' })).toBe('pattern');
    expect(check('string', 'CC-12x', { pattern: 'CC-\\d+|none' })).toBe('pattern');
  });
});
