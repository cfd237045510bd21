import { describe, expect, it } from '@jest/globals';
import { identify, isAlive, parseProcStat } from './process-identity.js';

describe('a line of /proc/<pid>/stat', () => {
  const after = 'S 1 2 3 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 987654 1000 2000';

  it('has the state and the start after the name', () => {
    expect(parseProcStat(`42 (java) ${after}`)).toEqual({ state: 'S', startTicks: '987654' });
  });

  it('is not misread by a name with blanks and parentheses', () => {
    expect(parseProcStat(`42 (a) S 9 (b) ${after}`)).toEqual({ state: 'S', startTicks: '987654' });
  });
});

describe('identity', () => {
  it('of this process is its own and alive', () => {
    const own = identify(process.pid);
    expect(own).not.toBeNull();
    expect(own !== null && isAlive(own)).toBe(true);
  });

  it('with another start time is another process', () => {
    expect(isAlive({ pid: process.pid, startedAt: 'some other time' })).toBe(false);
  });
});
