import { describe, expect, it } from '@jest/globals';
import { runsOf } from './run-rows.js';

describe('how often an entry is measured', () => {
  it('follows --repeat, in the share of its own runs, and is never nought', () => {
    expect([3, 2, 1].map((runs) => runsOf(runs, 3))).toEqual([3, 2, 1]);
    expect([3, 2, 1].map((runs) => runsOf(runs, 1))).toEqual([1, 1, 1]);
    expect([3, 2, 1].map((runs) => runsOf(runs, 6))).toEqual([6, 4, 2]);
  });
});
