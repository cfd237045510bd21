import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { avroType } from './avro-type.js';
import { compileBoundsWalk } from './bounds-walk.js';
import type { SchemaJson } from './schema-store.js';

const SCHEMA: SchemaJson = {
  type: 'record',
  name: 'A',
  fields: [
    { name: 'flag', type: 'boolean' },
    { name: 'small', type: 'int' },
    { name: 'large', type: 'long' },
    { name: 'real', type: 'double' },
    { name: 'text', type: ['null', 'string'] },
    { name: 'raw', type: 'bytes' },
    { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 4 } },
    { name: 'other', type: ['null', 'Hash'] },
  ],
};

const refusal = (schema: SchemaJson, bytes: number[]) => {
  try {
    return `taken to ${compileBoundsWalk(schema)(Buffer.from(bytes), 0)}`;
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

describe('the walk over a value before it is decoded', () => {
  it('ends exactly where the value ends', () => {
    const type = avroType(SCHEMA);
    const walk = compileBoundsWalk(SCHEMA);
    fc.assert(
      fc.property(
        fc.record({
          flag: fc.boolean(),
          small: fc.integer(),
          large: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
          real: fc.double(),
          text: fc.option(fc.string({ maxLength: 300 })),
          raw: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          hash: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
          other: fc.constant(null),
        }),
        (value) => {
          const bytes = type.toBuffer(value);
          expect(walk(bytes, 0)).toBe(bytes.length);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('refuses what the remaining bytes cannot hold', () => {
    expect(refusal('string', [0x80, 0xda, 0xc4, 0x09])).toBe('a length beyond the end');
    expect(refusal('string', [4, 65])).toBe('a length beyond the end');
    expect(refusal('string', [4, 65, 66])).toBe('taken to 3');
    expect(refusal('bytes', [1])).toBe('a negative length');
    expect(refusal('bytes', [0x81, 0x01])).toBe('a negative length');
    expect(refusal('bytes', Array(9).fill(255))).toBe('a length that does not end');
    expect(refusal('long', Array(12).fill(255))).toBe('a number that does not end');
    expect(refusal('double', [1, 2])).toBe('bytes are missing');
    expect(refusal('boolean', [2])).toBe('a boolean that is neither');
    expect(refusal(['null', 'string'], [4])).toBe('a union branch that does not exist');
    expect(refusal({ type: 'enum', name: 'E', symbols: ['a', 'b'] }, [4])).toBe('an enum value that does not exist');
  });
});
