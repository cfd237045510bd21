import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock } from './process-lock.js';

describe('a process lock', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lockstep-lock-'));
    path = join(directory, 'lock');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is held once, and free again after its release', () => {
    const first = tryLock(path);
    expect(tryLock(path)).toEqual({ heldBy: process.pid });
    if ('release' in first) first.release();
    expect(tryLock(path)).toHaveProperty('release');
  });

  it('falls to the next when its holder is dead, even when the number lives on', () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: 'before this process' }));
    expect(tryLock(path)).toHaveProperty('release');
  });

  it('falls to the next when its file is empty, as a power cut leaves it', () => {
    writeFileSync(path, '');
    expect(tryLock(path)).toHaveProperty('release');
  });

  it('leaves no other file behind', () => {
    tryLock(path);
    tryLock(path);
    expect(readdirSync(directory)).toEqual(['lock']);
  });
});
