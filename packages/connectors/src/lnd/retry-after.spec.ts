import { describe, expect, it } from '@jest/globals';
import { LONGEST_PAUSE_MS, retryAfter } from './retry-after.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const wait = (value: string, more = {}): number | null => {
  const until = retryAfter({ 'retry-after': value, ...more }, NOW);
  return until === null ? null : until - NOW;
};

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 7 ', 7_000],
    ['1.5', 1_500],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sunday, 01-Mar-26 12:00:30 GMT', 30_000],
    ['Sun Mar  1 12:00:30 2026', 30_000],
  ])('%s is waited for exactly', (value, ms) => {
    expect(wait(value)).toBe(ms);
  });

  it.each([['0'], ['Sun, 01 Mar 2026 11:00:00 GMT']])('%s still pauses for a second', (value) => {
    expect(wait(value)).toBe(1_000);
  });

  it.each([['99999999999999999999'], ['Fri, 01 Mar 2126 12:00:00 GMT']])('%s is believed for a day', (value) => {
    expect(wait(value)).toBe(LONGEST_PAUSE_MS);
  });

  it.each([[''], ['soon'], ['-5'], ['1e3'], ['soon 1'], ['2026-03-01T12:00:30Z'], ['Sun, 99 Mar 2026 12:00:30 GMT']])(
    '%s says nothing',
    (value) => {
      expect(wait(value)).toBeNull();
    },
  );

  it('measures a date by the platform’s own clock', () => {
    const hourAhead = { date: 'Sun, 01 Mar 2026 13:00:00 GMT' };
    expect(wait('Sun, 01 Mar 2026 13:00:30 GMT', hourAhead)).toBe(30_000);
    const sameSecond = { date: 'Sun, 01 Mar 2026 11:59:59 GMT' };
    expect(wait('Sun, 01 Mar 2026 12:00:30 GMT', sameSecond)).toBe(30_000);
  });
});
