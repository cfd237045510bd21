import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOrphans, type Ends } from './end-orphans.js';
import type { ProcessIdentity } from './process-identity.js';
import type { RunRecord } from './run-file.js';

/** A machine in which only these processes live, and end (or not) when they are told to. */
function machine(living: readonly ProcessIdentity[], stubborn: readonly number[] = []) {
  let alive = [...living];
  const signals: string[] = [];
  const removed: string[] = [];
  const ends: Ends = {
    isAlive: ({ pid, startedAt }) => alive.some((one) => one.pid === pid && one.startedAt === startedAt),
    signal: (pid, signal) => {
      signals.push(`${signal} ${pid}`);
      const ending = signal === 'SIGKILL' || (signal !== 'SIGCONT' && !stubborn.includes(pid));
      if (ending) alive = alive.filter((one) => one.pid !== pid);
    },
    removeContainers: (record) => Promise.resolve(void removed.push(record.id)),
    removeDirectory: (path) => void removed.push(path),
    pause: () => Promise.resolve(),
  };
  return { ends, signals, removed };
}

describe('ending orphans', () => {
  let runsDir: string;
  beforeEach(() => {
    runsDir = mkdtempSync(join(tmpdir(), 'lockstep-runs-'));
  });
  afterEach(() => rmSync(runsDir, { recursive: true, force: true }));

  const record = (change: Partial<RunRecord>): RunRecord => ({
    id: 'one',
    owner: { pid: 10, startedAt: 'boot/100' },
    processes: [{ what: 'kafka', pid: 11, startedAt: 'boot/101', endWith: 'SIGTERM' }],
    usesDocker: false,
    containers: [],
    throwAways: ['/somewhere/throw-away'],
    ...change,
  });
  const save = (run: RunRecord): void => writeFileSync(join(runsDir, `${run.id}.json`), JSON.stringify(run));

  it('ends the processes of a dead owner in order and forgets the run', async () => {
    save(record({}));
    const { ends, signals, removed } = machine([{ pid: 11, startedAt: 'boot/101' }]);
    expect(await endOrphans(runsDir, ends)).toEqual(['kafka (11)']);
    expect(signals).toEqual(['SIGTERM 11', 'SIGCONT 11']);
    expect(removed).toEqual(['one', '/somewhere/throw-away']);
    expect(readdirSync(runsDir)).toEqual([]);
  });

  it('leaves the run of a living owner alone', async () => {
    save(record({}));
    const { ends, signals } = machine([
      { pid: 10, startedAt: 'boot/100' },
      { pid: 11, startedAt: 'boot/101' },
    ]);
    expect(await endOrphans(runsDir, ends)).toEqual([]);
    expect(signals).toEqual([]);
    expect(readdirSync(runsDir)).toEqual(['one.json']);
  });

  it('spares a stranger that got the number later', async () => {
    save(record({}));
    const { ends, signals } = machine([{ pid: 11, startedAt: 'boot/999' }]);
    expect(await endOrphans(runsDir, ends)).toEqual([]);
    expect(signals).toEqual([]);
  });

  it('takes an owner whose number is used by another process for dead', async () => {
    save(record({}));
    const { ends } = machine([
      { pid: 10, startedAt: 'boot/555' },
      { pid: 11, startedAt: 'boot/101' },
    ]);
    expect(await endOrphans(runsDir, ends)).toEqual(['kafka (11)']);
  });

  it('kills what does not end in order', async () => {
    save(record({}));
    const { ends, signals } = machine([{ pid: 11, startedAt: 'boot/101' }], [11]);
    await endOrphans(runsDir, ends);
    expect(signals.at(-1)).toBe('SIGKILL 11');
  });

  it('does not touch a file it cannot read', async () => {
    writeFileSync(join(runsDir, 'half.json'), '{"id":');
    const { ends } = machine([]);
    expect(await endOrphans(runsDir, ends)).toEqual([]);
    expect(readdirSync(runsDir)).toEqual(['half.json']);
  });
});
