import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceRunning, findRunning } from './running-file.js';

const running = {
  kafka: '127.0.0.1:1',
  registry: 'http://127.0.0.1:2',
  database: 'postgres://127.0.0.1:3/x',
  topicPrefix: 'lockstep.',
  urls: {},
  env: {},
};

describe('what runs in a checkout', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lockstep-running-'));
    file = join(directory, 'running.json');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is found while its launcher lives, and by its owner only', () => {
    announceRunning(running, file);
    expect(findRunning(file)).toMatchObject({ ...running, pid: process.pid });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is gone when the launcher takes it back', () => {
    announceRunning(running, file)();
    expect(existsSync(file)).toBe(false);
    expect(findRunning(file)).toBeNull();
  });

  it('is not found when the launcher died', () => {
    announceRunning(running, file);
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), startedAt: 'long ago' }));
    expect(findRunning(file)).toBeNull();
  });

  it('that another launcher announced since is left alone', () => {
    const takeBack = announceRunning(running, file);
    writeFileSync(file, JSON.stringify({ ...running, pid: 1, startedAt: 'x' }));
    takeBack();
    expect(existsSync(file)).toBe(true);
  });
});
