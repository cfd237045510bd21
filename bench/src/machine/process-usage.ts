import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Linux counts CPU time in ticks of 10 ms wherever user space sees it (`getconf CLK_TCK`). */
const TICK_MS = 10;

/** The fields of `/proc/<pid>/stat` behind the name, which may contain blanks and parentheses; field 3 is index 0. */
function statOf(pid: number | string): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** CPU time of one process, all its threads, in milliseconds; 0 when it is gone. */
export function cpuMsOf(pid: number): number {
  const stat = statOf(pid);
  return stat === null ? 0 : (Number(stat[11]) + Number(stat[12])) * TICK_MS;
}

/** CPU time of a process, of every descendant that lives and of every child that it has waited for, in milliseconds. */
export function cpuMsOfTree(root: number): number {
  const children = new Map<number, number[]>();
  const own = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    if (stat === null) continue;
    const pid = Number(name);
    const parent = Number(stat[1]);
    own.set(
      pid,
      [stat[11], stat[12], stat[13], stat[14]].reduce((sum, ticks) => sum + Number(ticks), 0),
    );
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const sum = (pid: number): number =>
    (own.get(pid) ?? 0) + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(root) * TICK_MS;
}

/** Memory of a process in MiB: what is resident now, and the most that ever was. */
export function memoryOf(pid: number): { readonly rssMiB: number; readonly peakRssMiB: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string): number => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return { rssMiB: mib('VmRSS'), peakRssMiB: mib('VmHWM') };
}

/** CPU time of the whole machine that was not idle, and all there was, in milliseconds since it booted. */
export function machineCpuMs(): { readonly busy: number; readonly total: number } {
  const ticks = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.split(/\s+/).slice(1, 9).map(Number);
  const total = ticks.reduce((sum, value) => sum + value, 0);
  return { busy: (total - ticks[3]! - ticks[4]!) * TICK_MS, total: total * TICK_MS };
}

/** Measures how much of the machine others used since the call: the share of its CPU that no descendant of ours had. */
export function watchOthers(): () => number {
  const before = machineCpuMs();
  const oursBefore = cpuMsOfTree(process.pid);
  return () => {
    const after = machineCpuMs();
    const others = after.busy - before.busy - (cpuMsOfTree(process.pid) - oursBefore);
    return Math.max(0, others / Math.max(1, after.total - before.total)) * 100;
  };
}

/** One line about the machine, for whoever compares figures of two. */
export function describeMachine(): string {
  const model = /model name\s*: (.+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
  const memory = Number(/MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) / 1024 / 1024;
  const kernel = readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim().split('-')[0] ?? '';
  return `${availableParallelism()} cores (${model}), ${memory.toFixed(0)} GiB, Linux ${kernel}, Node ${process.versions.node}`;
}
