import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { murmur2, partitionOfKey } from './murmur2.js';

const kafkajs = createRequire(import.meta.url)('kafkajs/src/producer/partitioners/default/murmur2') as (
  key: Buffer,
) => number;

describe('the hash of a key', () => {
  it('is the one of the JVM clients (values from their own test)', () => {
    expect(['21', 'foobar', 'a-little-bit-long-string'].map((key) => murmur2(Buffer.from(key)))).toEqual([
      -973932308, -790332482, -985981536,
    ]);
  });

  it('is the one kafkajs writes with, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(murmur2(Buffer.from(bytes))).toBe(kafkajs(Buffer.from(bytes)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives a partition that exists, also where the hash is negative', () => {
    expect(partitionOfKey(Buffer.from('21'), 12)).toBe((-973932308 & 0x7fffffff) % 12);
  });
});
