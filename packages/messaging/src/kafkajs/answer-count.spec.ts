import { describe, expect, it } from '@jest/globals';
import { AnswerCount } from './answer-count.js';

const answer = (body: number) => {
  const bytes = Buffer.alloc(4 + body, 7);
  bytes.writeInt32BE(body, 0);
  return bytes;
};

describe('answers in a stream', () => {
  const stream = Buffer.concat([answer(4), answer(300), answer(0), answer(10)]);

  it('are counted, however the stream is cut', () => {
    for (let size = 1; size <= stream.length; size++) {
      const count = new AnswerCount();
      let ended = 0;
      for (let at = 0; at < stream.length; at += size) ended += count.in(stream.subarray(at, at + size));
      expect([size, ended]).toEqual([size, 4]);
    }
  });

  it('count when they end, not when they begin', () => {
    const count = new AnswerCount();
    expect(count.in(answer(8).subarray(0, 11))).toBe(0);
    expect(count.in(Buffer.concat([answer(8).subarray(11), answer(2)]))).toBe(2);
  });
});
