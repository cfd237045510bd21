import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBody } from './read-body.js';

describe('a body', () => {
  it('is what was sent, however it was cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 6_000 }), { maxLength: 12 }), async (parts) => {
        const chunks = parts.map((part) => Buffer.from(part));
        const whole = Buffer.concat(chunks);
        expect(await readBody(Readable.from(chunks), undefined, 100_000)).toEqual(whole);
        expect(await readBody(Readable.from(chunks), whole.length, 100_000)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('may be as long as the limit and not a byte longer', async () => {
    const bytes = (count: number) => Readable.from([Buffer.alloc(count - 1), Buffer.alloc(1)]);
    expect(await readBody(bytes(10_000), undefined, 10_000)).toHaveLength(10_000);
    await expect(readBody(bytes(10_001), undefined, 10_000)).rejects.toMatchObject({ statusCode: 413 });
  });

  it('that is announced too long is refused before it comes', async () => {
    await expect(readBody(new PassThrough(), 10_001, 10_000)).rejects.toMatchObject({ statusCode: 413 });
  });

  it('that breaks off is refused', async () => {
    const stream = new PassThrough();
    const reading = readBody(stream, 100, 10_000);
    stream.write('half');
    stream.destroy();
    await expect(reading).rejects.toMatchObject({ statusCode: 400 });
  });

  it('takes no more memory than its bytes, in chunks of one byte', async () => {
    const stream = new PassThrough();
    const reading = readBody(stream, undefined, 262_144);
    const one = Buffer.alloc(1, 'x');
    for (let n = 0; n < 200_000; n += 1) stream.write(one);
    stream.end();
    const body = await reading;
    expect([body.length, body.buffer.byteLength <= 262_144]).toEqual([200_000, true]);
  });
});
