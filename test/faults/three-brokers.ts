import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServerProcess, Servers } from '@lockstep/stack';
import { silentProgress, startServers } from '@lockstep/stack';
import { eventually } from '../harness/eventually.js';
import type { World } from './scenario.js';

const run = promisify(execFile);

/** What a broker is to the cluster or to us; each is lost in a way of its own. */
export type Role = 'coordinator' | 'controller' | 'follower';

export interface ThreeBrokers {
  readonly servers: Servers;
  /** The broker that coordinates the group now, that is the active controller, or that is neither. */
  playing(role: Role, group: string): Promise<ServerProcess>;
}

/** Three brokers in containers, with their own registry and Postgres: replicated three times, acknowledged by two. */
export async function threeBrokers(world: World): Promise<ThreeBrokers> {
  const servers = await startServers({ route: 'docker', brokers: 3, stateDir: null, progress: silentProgress });
  world.atEnd(() => servers.stop());
  const brokers = servers.processes.filter(({ name }) => name.startsWith('kafka-'));
  const first = brokers[0]!;
  const ask = async (tool: string, ...args: string[]): Promise<string> => {
    const command = [`/opt/kafka/bin/${tool}`, '--bootstrap-server', 'localhost:19092', ...args];
    return (await run('docker', ['exec', first.id(), ...command])).stdout;
  };
  const coordinator = async (group: string): Promise<string> => {
    const state = await ask('kafka-consumer-groups.sh', '--describe', '--group', group, '--state');
    // The column COORDINATOR (ID) holds `host:port (id)`.
    return /:19092\s+\((\d)\)/.exec(state)?.[1] ?? '';
  };
  const controller = async (): Promise<string> =>
    /LeaderId:\s+(\d)/.exec(await ask('kafka-metadata-quorum.sh', 'describe', '--status'))?.[1] ?? '';
  return {
    servers,
    async playing(role, group) {
      const ids = await Promise.all([eventually(() => coordinator(group), Boolean), eventually(controller, Boolean)]);
      const [coordinating, controlling] = ids;
      if (role === 'coordinator') return brokers[Number(coordinating) - 1]!;
      if (role === 'controller') return brokers[Number(controlling) - 1]!;
      return brokers.find((_, index) => !ids.includes(String(index + 1)))!;
    },
  };
}
