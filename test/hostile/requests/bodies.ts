import { gzipSync, deflateSync, brotliCompressSync } from 'node:zlib';
import { answered, CANARY, changeText, post, rejected, type HostileRequest } from './hostile-request.js';

const GOOD = changeText('H-body');
const WRONG_TYPE = [415, 'LOCKSTEP_WEBHOOK_CONTENT_TYPE'] as const;
/** The good change with one thing put into its employee. */
const withField = (json: string): string => GOOD.replace('"employee":{', `"employee":{${json},`);
const bytes = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const around = (name: readonly number[]): Buffer => {
  const [before, after] = GOOD.split(`${CANARY}-First`) as [string, string];
  return bytes(before, name, after);
};
const MAX = 262_144;
const padded = (length: number): string => `${GOOD}${' '.repeat(length - GOOD.length)}`;

const encoded = (encoding: string, body: Buffer): HostileRequest =>
  answered(
    'encoding',
    `compressed as ${encoding}, 10 MB when unpacked`,
    'a small body that becomes a large one',
    (secret) => post(secret, body, { more: [['content-encoding', encoding]] }),
    ...WRONG_TYPE,
  );
const BOMB = Buffer.alloc(10_000_000, ' ');

export const ENCODINGS: readonly HostileRequest[] = [
  rejected('encoding', 'a byte order mark', 'a parser that skips what was signed', () => `\ufeff${GOOD}`, 'json'),
  rejected('encoding', 'UTF-16', 'a decoder that guesses', () => Buffer.from(`\ufeff${GOOD}`, 'utf16le'), 'utf8'),
  rejected('encoding', 'a byte that is no UTF-8', 'a decoder that replaces', () => around([0xff]), 'utf8'),
  rejected(
    'encoding',
    'a sequence cut short',
    'a decoder that swallows the quote after it',
    () => around([0xe2, 0x82]),
    'utf8',
  ),
  rejected(
    'encoding',
    'an overlong slash',
    'a filter that is passed by another spelling',
    () => around([0xc0, 0xaf]),
    'utf8',
  ),
  rejected('encoding', 'an overlong NUL', 'a text that ends early elsewhere', () => around([0xc0, 0x80]), 'utf8'),
  rejected('encoding', 'half a surrogate pair in bytes', 'CESU-8', () => around([0xed, 0xa0, 0x80]), 'utf8'),
  rejected(
    'encoding',
    'a code point beyond Unicode',
    'four bytes that mean nothing',
    () => around([0xf4, 0x90, 0x80, 0x80]),
    'utf8',
  ),
  rejected(
    'encoding',
    'half a surrogate pair as an escape',
    'a text that cannot be written as UTF-8',
    () => around([...Buffer.from('\\ud800')]),
    'characters',
  ),
  encoded('gzip', gzipSync(BOMB)),
  encoded('deflate', deflateSync(BOMB)),
  encoded('br', brotliCompressSync(BOMB)),
  answered(
    'encoding',
    'an encoding that does not exist',
    'a decoder that passes on what it does not know',
    (secret) => post(secret, GOOD, { more: [['content-encoding', 'x-none']] }),
    ...WRONG_TYPE,
  ),
  answered(
    'encoding',
    'UTF-7 by charset',
    'a charset that hides what the bytes say',
    (secret) => post(secret, GOOD, { contentType: 'application/json; charset=utf-7' }),
    ...WRONG_TYPE,
  ),
  answered(
    'encoding',
    'two charsets',
    'which of two counts',
    (secret) => post(secret, GOOD, { contentType: 'application/json; charset=utf-8; charset=utf-16' }),
    ...WRONG_TYPE,
  ),
];

export const SHAPES: readonly HostileRequest[] = [
  rejected(
    'depth and size of JSON',
    '33 objects deep',
    'one more than is allowed',
    () => withField(`"deep":${'{"a":'.repeat(31)}1${'}'.repeat(31)}`),
    'depth',
  ),
  rejected(
    'depth and size of JSON',
    '10,000 arrays deep',
    'a parser that recurses',
    () => withField(`"deep":${'['.repeat(10_000)}${']'.repeat(10_000)}`),
    'depth',
  ),
  rejected(
    'depth and size of JSON',
    '200,000 arrays deep, never closed',
    'a stack that ends',
    () => '['.repeat(200_000),
    'json',
  ),
  rejected(
    'depth and size of JSON',
    '20,000 objects deep',
    'the same with keys',
    () => `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    'depth',
  ),
  rejected(
    'depth and size of JSON',
    '20,000 keys in one employee',
    'a table that collides or grows',
    () => withField(Array.from({ length: 20_000 }, (_, n) => `"k${n}":0`).join(',')),
    'keys',
  ),
  rejected(
    'depth and size of JSON',
    '100,000 items where a text belongs',
    'a list that is copied',
    () => withField(`"department":[${'1,'.repeat(99_999)}1]`).replace('"department":"Sales",', ''),
    'type',
  ),
  rejected(
    'depth and size of JSON',
    'an array of 100,000 changes',
    'a delivery that is 100,000 records',
    () => `[${'1,'.repeat(99_999)}1]`,
    'form',
  ),
  rejected(
    'depth and size of JSON',
    '501 changes',
    'one more than is allowed',
    () => `[${Array.from({ length: 501 }, () => '{}').join(',')}]`,
    'form',
  ),
  rejected('depth and size of JSON', 'an empty array', 'nothing, signed', () => '[]', 'form'),
  rejected('depth and size of JSON', 'null', 'a value that is no object', () => 'null', 'form'),
  rejected(
    'depth and size of JSON',
    'two documents after each other',
    'a parser that stops at the end of the first',
    () => `${GOOD}${GOOD}`,
    'json',
  ),
  rejected(
    'depth and size of JSON',
    'a body cut in the middle',
    'half of a change',
    () => GOOD.slice(0, GOOD.length / 2),
    'json',
  ),
  rejected('depth and size of JSON', 'a comment', 'a parser that is lenient', () => `/* */${GOOD}`, 'json'),
  rejected(
    'keys',
    'a key twice',
    'two parsers that see two people',
    () => withField('"employeeId":"H-other"'),
    'duplicate_key',
  ),
  rejected(
    'keys',
    'a key twice, once escaped',
    'a check that compares spelling',
    () => withField('"\\u0065mployeeId":"H-other"'),
    'duplicate_key',
  ),
  rejected(
    'keys',
    'the envelope twice',
    'two employees in one change',
    () => `${GOOD.slice(0, -1)},"employee":{}}`,
    'duplicate_key',
  ),
  rejected(
    'keys',
    '__proto__',
    'a property that every object gets',
    () => withField('"__proto__":{"admin":true}'),
    'forbidden_key',
  ),
  rejected(
    'keys',
    '__proto__, escaped',
    'a check that compares spelling',
    () => withField('"\\u005f_proto__":{"admin":true}'),
    'forbidden_key',
  ),
  rejected(
    'keys',
    'constructor.prototype',
    'the long way to every object',
    () => withField('"constructor":{"prototype":{"admin":true}}'),
    'forbidden_key',
  ),
  rejected(
    'keys',
    '__proto__ deep inside an array',
    'a check of the top only',
    () => withField('"more":[[{"__proto__":[]}]]'),
    'forbidden_key',
  ),
  rejected(
    'keys',
    '__proto__ as the whole body',
    'an object without properties of its own',
    () => '{"__proto__":{"type":"employee.updated"}}',
    'forbidden_key',
  ),
  rejected(
    'keys',
    'a list that has length as a key',
    'an object that passes for a list',
    () => '{"length":3,"0":{}}',
    'form',
  ),
  rejected(
    'numbers and texts',
    '2^53 + 1',
    'a number that changes when it is read',
    () => withField('"badge":9007199254740993'),
    'number_range',
  ),
  rejected(
    'numbers and texts',
    '1e999',
    'Infinity out of a file that has none',
    () => withField('"badge":1e999'),
    'number_range',
  ),
  rejected(
    'numbers and texts',
    'a number of 100,000 digits',
    'a conversion that takes quadratic time',
    () => withField(`"badge":${'9'.repeat(100_000)}`),
    'number_range',
  ),
  rejected('numbers and texts', 'NaN', 'a literal that JSON does not have', () => withField('"badge":NaN'), 'json'),
  rejected(
    'numbers and texts',
    'a hexadecimal number',
    'a literal that JSON does not have',
    () => withField('"badge":0x10'),
    'json',
  ),
  rejected(
    'numbers and texts',
    'a number as employee ID',
    'an ID that loses its zeros',
    () => GOOD.replace('"H-body"', '7'),
    'type',
  ),
  rejected(
    'numbers and texts',
    'a text of 100,000 characters',
    'a value that is copied everywhere',
    () => withField(`"note":"${'x'.repeat(100_000)}"`),
    'text_bytes',
  ),
  rejected(
    'numbers and texts',
    'a NUL in a name',
    'a text that ends early elsewhere',
    () => around([...Buffer.from('a\\u0000b')]),
    'nul',
  ),
  rejected(
    'numbers and texts',
    'CR and LF in the employee ID',
    'a header or a line of its own',
    () => GOOD.replace('"H-body"', '"H\\r\\nx-injected: 1"'),
    'format',
  ),
  rejected(
    'numbers and texts',
    'an employee ID of 50,000 characters',
    'a key that no store takes',
    () => GOOD.replace('"H-body"', `"${'x'.repeat(50_000)}"`),
    'too_long',
  ),
  rejected(
    'numbers and texts',
    'a bare line feed in a text',
    'a control character that JSON forbids',
    () => around([0x0a]),
    'json',
  ),
  rejected(
    'numbers and texts',
    'a change dated in the year 9999',
    'a version that nothing overtakes',
    () => GOOD.replace('2026-11-02', '9999-12-31'),
    'occurred_at',
  ),
  answered(
    'numbers and texts',
    '-0 in a field nobody knows',
    'a zero with a sign; the field is ignored',
    (secret) => post(secret, withField('"badge":-0')),
    202,
  ),
  answered(
    'numbers and texts',
    'a name in characters that change direction',
    'a person may be called so: kept as it is',
    (secret) => post(secret, changeText('H-bidi', { lastName: `${CANARY}\u202e\u2066Müller` })),
    202,
  ),
];

export const SIZES: readonly HostileRequest[] = [
  answered('size', 'exactly 262,144 bytes', 'the largest that is allowed', (secret) => post(secret, padded(MAX)), 202),
  answered(
    'size',
    'one byte over',
    'the smallest that is not',
    (secret) => post(secret, padded(MAX + 1)),
    413,
    'LOCKSTEP_WEBHOOK_TOO_LARGE',
  ),
  answered(
    'size',
    '1 GB declared, nothing sent',
    'memory set aside for what is announced',
    (secret) => post(secret, '', { length: '1000000000' }),
    413,
    'LOCKSTEP_WEBHOOK_TOO_LARGE',
  ),
  answered(
    'size',
    'a length of 30 digits',
    'a number beyond 2^53',
    (secret) => post(secret, '', { length: '9'.repeat(30) }),
    400,
  ),
  answered(
    'size',
    'chunks without end',
    'a limit that only looks at the announced length',
    (secret) =>
      post(secret, `8000\r\n${'x'.repeat(32_768)}\r\n`.repeat(10), {
        length: null,
        more: [['transfer-encoding', 'chunked']],
      }),
    413,
    'LOCKSTEP_WEBHOOK_TOO_LARGE',
  ),
  answered(
    'size',
    'chunks of one byte, one over the limit',
    'a limit that counts chunks',
    (secret) =>
      post(secret, `${'1\r\nx\r\n'.repeat(MAX + 1)}0\r\n\r\n`, {
        length: null,
        more: [['transfer-encoding', 'chunked']],
      }),
    413,
    'LOCKSTEP_WEBHOOK_TOO_LARGE',
  ),
  answered(
    'size',
    'no body at all',
    'a signature over nothing',
    (secret) => post(secret, ''),
    400,
    'LOCKSTEP_WEBHOOK_EMPTY',
  ),
];
