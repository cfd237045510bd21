import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';

/** A process of its own that passes a point three times, because the point may end it. */
function passing(failPoints: string): ChildProcess {
  const script = `
    import { armFailPoints, failPoint, loadSettings } from '@lockstep/platform';
    armFailPoints(loadSettings(['FAIL_POINTS']).FAIL_POINTS);
    for (let n = 1; n <= 3; n += 1) {
      process.stdout.write('before ' + n + '\\n');
      await failPoint('upserter.posted');
    }
    process.stdout.write('end\\n');
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    env: { PATH: '', FAIL_POINTS: failPoints },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function run(failPoints: string): Promise<{ code: number | null; signal: string | null; out: string }> {
  const child = passing(failPoints);
  let out = '';
  child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, out };
}

describe('a fail point', () => {
  it('does nothing unless it is set', async () => {
    expect(await run('')).toEqual({ code: 0, signal: null, out: 'before 1\nbefore 2\nbefore 3\nend\n' });
  });

  it('kills the process at the passage named', async () => {
    expect(await run('upserter.posted=kill@2')).toEqual({ code: null, signal: 'SIGKILL', out: 'before 1\nbefore 2\n' });
  });

  it('asks it to end in order, and goes on', async () => {
    // Nothing here listens for the signal, so its default action ends the process wherever it is by then.
    expect(await run('upserter.posted=term@2')).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it('ends it with its own exit code', async () => {
    expect(await run('upserter.posted=exit')).toMatchObject({ code: 70, out: 'before 1\n' });
  });

  it('stops it until it is continued', async () => {
    const child = passing('upserter.posted=stop@3');
    let out = '';
    child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
    const ended = once(child, 'close');
    // Sent again and again: the first may come before the stop.
    const nudge = setInterval(() => child.kill('SIGCONT'), 50);
    await ended;
    clearInterval(nudge);
    expect(out).toContain('end');
  });
});
