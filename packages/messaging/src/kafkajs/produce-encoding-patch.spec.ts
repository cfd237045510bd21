import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { crc32c } from './encode-produce/crc32c.js';
import { varintSize, writeVarint } from './encode-produce/varint.js';
import { patchProduceEncoding, type MakeProduceRequest, type ProduceArguments } from './produce-encoding-patch.js';

const require = createRequire(import.meta.url);
const REQUEST = 'kafkajs/src/protocol/requests/produce/v3/request';
const original = require(REQUEST) as MakeProduceRequest;
const Long = require('kafkajs/src/utils/long') as { fromValue(value: number | string): { toString(): string } };
patchProduceEncoding();
patchProduceEncoding();
const patched = require(REQUEST) as MakeProduceRequest;

const hexOf = async (make: MakeProduceRequest, request: ProduceArguments) =>
  (await make(request).encode()).buffer.toString('hex');

const bytes = fc.uint8Array({ maxLength: 9_000 }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'binary', maxLength: 200 });
const headerValue = fc.oneof(bytes, text);
const message = fc.record({
  key: fc.oneof(fc.constant(null), bytes, text),
  value: fc.oneof(fc.constant(null), bytes, text),
  headers: fc.oneof(
    fc.constant(undefined),
    fc.dictionary(text, fc.oneof(headerValue, fc.array(headerValue, { maxLength: 3 })), { maxKeys: 5 }),
  ),
});
const partitions = fc.array(
  fc.record({
    partition: fc.nat(1_000),
    firstSequence: fc.nat(2 ** 31 - 1),
    messages: fc.array(message, { minLength: 1, maxLength: 80 }),
  }),
  { maxLength: 4 },
);
const requests = fc.record({
  acks: fc.constantFrom(-1, 1),
  timeout: fc.nat(60_000),
  producerId: fc.bigInt(0n, 2n ** 63n - 1n).map((id) => Long.fromValue(String(id))),
  producerEpoch: fc.nat(32_767),
  topicData: fc.array(fc.record({ topic: text, partitions }), { maxLength: 3 }),
});

const ONE: ProduceArguments = {
  acks: -1,
  timeout: 1_000,
  producerId: Long.fromValue(7),
  producerEpoch: 0,
  topicData: [
    {
      topic: 't',
      partitions: [{ partition: 0, firstSequence: 0, messages: [{ key: 'k', value: 'v', headers: { a: 'b' } }] }],
    },
  ],
};

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a produce request', () => {
  it('is the one kafkajs itself makes, byte for byte', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 2));
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        expect(await hexOf(patched, request)).toBe(await hexOf(original, request));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['compressed', { compression: 1 }],
    ['transactional', { transactionalId: 'x' }],
    ['without a producer ID', { producerId: undefined }],
  ])('that is %s is left to kafkajs', async (_what, more) => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 2));
    const request = { ...ONE, ...more } as ProduceArguments;
    expect(await hexOf(patched, request)).toBe(await hexOf(original, request));
  });

  it('whose records have times of their own is left to kafkajs', async () => {
    const messages = [{ key: null, value: 'v', timestamp: '1000' }];
    const topicData = [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages }] }];
    const request = { ...ONE, topicData };
    expect(await hexOf(patched, request)).toBe(await hexOf(original, request));
  });
});

describe('a varint', () => {
  const roundTrip = (value: number) => {
    const bytes = Buffer.alloc(10);
    const end = writeVarint(bytes, 0, value);
    let zigzag = 0n;
    for (let at = end - 1; at >= 0; at -= 1) zigzag = (zigzag << 7n) | BigInt(bytes[at]! & 0x7f);
    return { end, value: Number(zigzag & 1n ? -(zigzag + 1n) / 2n : zigzag / 2n) };
  };

  it('says the number, in the size that was announced', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 51), max: 2 ** 51 }), (value) => {
        expect(roundTrip(value)).toEqual({ end: varintSize(value), value });
      }),
    );
  });
});

describe('the checksum', () => {
  it('is CRC-32C, whatever is left over after eights (vectors of RFC 3720, B.4)', () => {
    const ascending = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
    expect(crc32c(ascending, 0, 32)).toBe(0x46dd794e);
    expect(crc32c(Buffer.alloc(32, 0xff), 0, 32)).toBe(0x62a8ab43);
    expect(crc32c(Buffer.from('xx123456789yy'), 2, 11)).toBe(0xe3069283);
  });
});

describe('the patch', () => {
  it('says so when it comes too late to have an effect', () => {
    const path = require.resolve(REQUEST);
    require.cache[path]!.exports = original;
    require('kafkajs/src/protocol/requests/produce/v4/request');
    expect(patchProduceEncoding).toThrow('produce-encoding-patch.ts');
    require.cache[path]!.exports = patched;
  });
});
