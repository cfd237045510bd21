import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive, type ProcessIdentity } from './process-identity.js';
import { ownRuns, readRuns, type RecordedProcess, type RunRecord } from './run-file.js';

const run = promisify(execFile);

/** How long an orphan may take to end in order before it is killed. */
const endDeadlineMs = 10_000;

/** The effects, so that what is ended and what is spared can be tested without ending anything. */
export interface Ends {
  readonly isAlive: (identity: ProcessIdentity) => boolean;
  signal(pid: number, signal: NodeJS.Signals): void;
  removeContainers(record: RunRecord): Promise<void>;
  removeDirectory(path: string): void;
  pause(ms: number): Promise<unknown>;
}

/** The runs whose owner is dead: what they started belongs to nobody. */
export function orphanedRuns<T extends { record: RunRecord }>(runs: readonly T[], alive: Ends['isAlive']): T[] {
  return runs.filter(({ record }) => !alive(record.owner));
}

async function removeContainers(record: RunRecord): Promise<void> {
  if (!record.usesDocker) return;
  try {
    const { stdout } = await run('docker', ['ps', '-aq', '--no-trunc', '--filter', `label=lockstep.run=${record.id}`]);
    const labelled = stdout.split('\n').filter((line) => line !== '');
    const ids = [...new Set([...labelled, ...record.containers.map(({ id }) => id)])];
    if (ids.length > 0) await run('docker', ['rm', '-f', '-v', ...ids]);
  } catch {
    // The engine is away, and its containers with it, or one was gone already; the label finds the rest next time.
  }
}

const realEnds: Ends = {
  isAlive,
  signal: (pid, signal) => {
    try {
      process.kill(pid, signal);
    } catch {
      // Ended between the check and the signal.
    }
  },
  removeContainers,
  removeDirectory: (path) => rmSync(path, { recursive: true, force: true }),
  pause: (ms) => delay(ms),
};

/** Ends these by their ID, only while the ID still is that process; in order first, killed after 10 s. */
async function endProcesses(processes: readonly RecordedProcess[], ends: Ends): Promise<RecordedProcess[]> {
  const orphans = processes.filter(ends.isAlive);
  // A stopped process (SIGSTOP, a paused fault test) never sees an orderly signal.
  for (const { pid, endWith } of orphans) {
    ends.signal(pid, endWith);
    ends.signal(pid, 'SIGCONT');
  }
  for (let waitedMs = 0; waitedMs < endDeadlineMs && orphans.some(ends.isAlive); waitedMs += 100) await ends.pause(100);
  for (const orphan of orphans.filter(ends.isAlive)) ends.signal(orphan.pid, 'SIGKILL');
  for (let waitedMs = 0; waitedMs < 2_000 && orphans.some(ends.isAlive); waitedMs += 50) await ends.pause(50);
  return orphans;
}

/**
 * Ends what dead runs left behind: processes by recorded ID and start time, containers by label, throw-away directories.
 * Returns what was ended, for a line on the screen. Runs whose owner lives are not touched.
 */
export async function endOrphans(runsDir: string, ends: Ends = realEnds): Promise<string[]> {
  const ended: string[] = [];
  for (const { path, record } of orphanedRuns(readRuns(runsDir), ends.isAlive)) {
    const orphans = await endProcesses(record.processes, ends);
    ended.push(...orphans.map(({ what, pid }) => `${what} (${pid})`));
    await ends.removeContainers(record);
    ended.push(...record.containers.map(({ what, id }) => `${what} (${id.slice(0, 12)})`));
    for (const directory of record.throwAways) ends.removeDirectory(directory);
    rmSync(path, { force: true });
  }
  return ended;
}

/** Ends everything this process's own runs started: the way out when the start itself is interrupted. */
export async function endOwnRuns(): Promise<void> {
  await Promise.all(
    [...ownRuns].map(async (own) => {
      own.refuse();
      await endProcesses(own.record().processes, realEnds);
      await removeContainers(own.record());
      for (const directory of own.record().throwAways) realEnds.removeDirectory(directory);
      own.close();
    }),
  );
}
