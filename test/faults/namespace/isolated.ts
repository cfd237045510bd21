import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ChildServer, openRun } from '@lockstep/stack';
import type { World } from '../scenario.js';
import { joined } from './join.js';

const run = promisify(execFile);
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** How packets between the service and a server get lost. */
export type Loss = 'both ways' | 'replies only' | 'reset';

export interface Isolated {
  /** Runs a service in here: `ServiceOptions.within`. */
  readonly within: readonly string[];
  /** Every packet of connections to these ports, from now on. */
  cut(ports: readonly number[], loss: Loss): Promise<void>;
  /** Everything in and out through one megabit a second. */
  slow(): Promise<void>;
  mend(): Promise<void>;
}

/** Of the rules of a chain for packets to and from a port; in there is no other traffic. */
const rules: Readonly<Record<Loss, (port: string) => readonly (readonly string[])[]>> = {
  'both ways': (port) => [
    ['--dport', port, '-j', 'DROP'],
    ['--sport', port, '-j', 'DROP'],
  ],
  'replies only': (port) => [['--sport', port, '-j', 'DROP']],
  reset: (port) => [['--dport', port, '-j', 'REJECT', '--reject-with', 'tcp-reset']],
};

/**
 * A network namespace in which a service finds the servers under their usual addresses. It belongs to one process and
 * ends with it, also when the run is killed.
 * @param to ports of 127.0.0.1 out here that are reached from in there
 * @param serving ports that are served in there and reached from out here
 */
export async function isolated(world: World, to: readonly number[], serving: readonly number[]): Promise<Isolated> {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-netns-'));
  const outer: Server[] = [];
  for (const port of to) outer.push(await joined({ path: join(directory, `to-${port}`) }, { port }));
  const own = openRun(directory);
  const inner = innerEnd(directory, { directory, to, serving }, own);
  world.atEnd(async () => {
    await inner.stop();
    for (const server of outer) server.close();
    own.close();
    await rm(directory, { recursive: true, force: true });
  });
  await inner.start();
  for (const port of serving) outer.push(await joined({ port }, { path: join(directory, `serving-${port}`) }));
  const within = ['nsenter', `--net=/proc/${inner.id()}/ns/net`];
  const inside = (...command: readonly string[]) => run('nsenter', [within[1]!, ...command]);
  return {
    within,
    async cut(ports, loss) {
      for (const rule of ports.flatMap((port) => rules[loss](String(port))))
        await inside('iptables', '-A', 'OUTPUT', '-p', 'tcp', ...rule);
    },
    async slow() {
      await inside('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'tbf', 'rate', '1mbit', 'burst', '16kb', 'latency', '1s');
    },
    async mend() {
      await inside('iptables', '-F', 'OUTPUT');
      await inside('tc', 'qdisc', 'del', 'dev', 'lo', 'root').catch(() => undefined);
    },
  };
}

function innerEnd(
  directory: string,
  arguments_: object,
  own: ConstructorParameters<typeof ChildServer>[1],
): ChildServer {
  const node = [process.execPath, '--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
  const relay = [...node, '--import', here('../typescript-sources.mjs'), here('./relay.ts')];
  // One segment a packet, so that a packet fits the slow link's bucket.
  const script = 'ip link set lo mtu 1500 up && exec "$@"';
  return new ChildServer(
    {
      name: 'namespace',
      command: 'unshare',
      args: ['--net', 'sh', '-c', script, 'sh', ...relay, JSON.stringify(arguments_)],
      logFile: join(directory, 'relay.log'),
      endWith: 'SIGTERM',
      endDeadlineMs: 2_000,
      readyDeadlineMs: 20_000,
      ready: () => Promise.resolve(existsSync(join(directory, 'ready')) || 'its relay does not listen yet'),
    },
    own,
  );
}
