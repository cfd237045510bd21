import { describe, expect, it } from '@jest/globals';
import { median, summarise, type RunResult } from './figures.js';

const ran = (perSecond: number, otherCpuPercent: number): RunResult => ({
  row: 'upserts-0ms',
  contender: 'ours',
  at: '2026-11-25T09:00:00.000Z',
  figures: { perSecond },
  otherCpuPercent,
});

describe('the median', () => {
  it('is the middle value, or the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 10, 3, 4])).toBe(3.5);
  });
});

describe('several runs together', () => {
  it('are the median of the quiet ones', () => {
    const results = [ran(10_000, 5), ran(12_000, 20), ran(3_000, 60)];
    expect(summarise(results)).toEqual({ figures: { perSecond: 11_000 }, runs: 2, quiet: true });
  });

  it('are the median of all, and said to be, where none was quiet', () => {
    expect(summarise([ran(3_000, 60), ran(5_000, 50)])).toEqual({
      figures: { perSecond: 4_000 },
      runs: 2,
      quiet: false,
    });
  });

  it('take a figure that one run lacks from the others', () => {
    const without = { ...ran(1, 0), figures: { p50Ms: 4 } };
    expect(summarise([ran(10, 0), without])?.figures).toEqual({ perSecond: 10, p50Ms: 4 });
  });

  it('are nothing without a run', () => {
    expect(summarise([])).toBeNull();
  });
});
