import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process stands still (SIGSTOP). */
export async function isStopped(pid: string): Promise<boolean> {
  const { stdout } = await run('ps', ['-o', 'stat=', '-p', pid]);
  return stdout.trim().startsWith('T');
}
