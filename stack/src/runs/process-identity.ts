import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, opaque: on Linux boot ID and clock ticks, elsewhere the start time as `ps` prints it. */
  readonly startedAt: string;
}

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** The state letter and the start ticks of a line of `/proc/<pid>/stat`. The command's name, in parentheses, may itself contain both blanks and parentheses. */
export function parseProcStat(stat: string): { state: string; startTicks: string } {
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: afterName[0] ?? '', startTicks: afterName[19] ?? '' };
}

/** Identity of a living process; `null` when there is none with this number, or only a zombie. */
export function identify(pid: number): ProcessIdentity | null {
  try {
    if (process.platform === 'linux') {
      const { state, startTicks } = parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      return state === 'Z' || state === 'X' ? null : { pid, startedAt: `${bootId()}/${startTicks}` };
    }
    const lstart = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return lstart === '' ? null : { pid, startedAt: lstart };
  } catch {
    return null;
  }
}

/** Whether exactly this process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}
