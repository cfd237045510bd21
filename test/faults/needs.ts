import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Need } from './scenario.js';

const run = promisify(execFile);

/** How a need is tried, and what to do when it is not there. */
const needs: Readonly<Record<Need, { readonly command: readonly string[]; readonly remedy: string }>> = {
  docker: { command: ['docker', 'info'], remedy: 'needs a Docker engine: install docker.io and start dockerd' },
  netns: {
    command: ['unshare', '--net', 'ip', 'link'],
    remedy: 'needs network namespaces: install iproute2 and iptables, and run as root',
  },
  iptables: {
    command: ['iptables', '-S', 'INPUT'],
    remedy: 'needs packet filtering: install iptables, and run as root (in a container: with NET_ADMIN)',
  },
  tmpfs: {
    command: ['unshare', '--mount', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt'],
    remedy: 'needs to mount a tmpfs: run as root (in a container: with SYS_ADMIN)',
  },
};

/** What is missing on this machine, as sentences; empty when all is there. */
export async function missingNeeds(wanted: readonly Need[]): Promise<string[]> {
  const missing: string[] = [];
  for (const need of wanted) {
    const { command, remedy } = needs[need];
    const [program = '', ...args] = command;
    await run(program, args).catch(() => missing.push(remedy));
  }
  return missing;
}
