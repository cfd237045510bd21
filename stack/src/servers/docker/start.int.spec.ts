import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { endOrphans } from '../../runs/end-orphans.js';
import { openRun } from '../../runs/run-file.js';
import { silentProgress } from '../../progress.js';
import { countBrokers } from '../local/kafka-answers.js';
import type { ServerProcess, Servers, StartOptions } from '../servers.js';
import { askEngine } from './engine.js';
import { postgresAnswers } from './postgres-answers.js';
import { startDockerServers } from './start.js';
import { judgeEngine } from './usable.js';

const home = mkdtempSync(join(tmpdir(), 'lockstep-docker-'));
const runsDir = join(home, 'runs');
const engine = await judgeEngine();

function options(more: Partial<StartOptions> = {}): StartOptions {
  const run = openRun(runsDir);
  run.useDocker();
  return { stateDir: null, progress: silentProgress, run, ...more };
}

const portOf = (address: string): number => Number(/:(\d+)(\/|$)/.exec(address.replace(/^.*@/, ''))?.[1]);
const server = (servers: Servers, name: string): ServerProcess => {
  const found = servers.processes.find((process) => process.name === name);
  if (found === undefined) throw new Error(`no ${name} among ${servers.processes.map((one) => one.name).join(', ')}`);
  return found;
};

async function registerSchema(servers: Servers): Promise<unknown> {
  const answer = await fetch(`${servers.registry}/subjects/probe-value/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ schema: '{"type":"record","name":"Probe","fields":[]}' }),
  });
  return ((await answer.json()) as { id: unknown }).id;
}

/** What of this run the engine still has: containers and networks. */
async function leftovers(runId: string): Promise<string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`lockstep.run=${runId}`] }));
  const [containers, networks] = await Promise.all([
    askEngine(engine.address ?? '', `/containers/json?all=1&filters=${filters}`, 5_000),
    askEngine(engine.address ?? '', `/networks?filters=${filters}`, 5_000),
  ]);
  const ids = (answer: { body: string } | null): string[] =>
    (JSON.parse(answer?.body ?? '["the engine does not answer"]') as { Id: string }[]).map(({ Id }) => Id);
  return [...ids(containers), ...ids(networks)];
}

/** Runs a command in a container; its output. */
async function inContainer(id: string, command: string[]): Promise<string> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  const { container } = await getContainerRuntimeClient();
  const { exitCode, output } = await container.exec(container.getById(id), command);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  return output;
}

const topics = (id: string, ...args: string[]): Promise<string> =>
  inContainer(id, ['/opt/kafka/bin/kafka-topics.sh', '--bootstrap-server', 'localhost:19092', ...args]);

/** Volumes of the persistent test; named by the ID in its state directory. */
async function removeVolumes(stateDir: string): Promise<void> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  const { dockerode } = (await getContainerRuntimeClient()).container;
  const { Volumes } = await dockerode.listVolumes({
    filters: JSON.stringify({ label: [`lockstep.state-dir=${stateDir}`] }),
  });
  await Promise.all(Volumes.map(({ Name }) => dockerode.getVolume(Name).remove()));
}

afterAll(() => rmSync(home, { recursive: true, force: true }));

if (!engine.usable) {
  describe('the Docker route without a usable engine', () => {
    it('says why, says what to do, and starts nothing', async () => {
      await expect(startDockerServers(options())).rejects.toMatchObject({
        code: 'LOCKSTEP_STACK_NO_ENGINE',
        message: engine.why,
        remedy: expect.stringContaining('STACK=local'),
      });
    });
  });
} else {
  describe('throw-away servers in containers', () => {
    it('answer, survive being killed and paused with what they hold, and leave nothing behind', async () => {
      const started = options();
      const servers = await startDockerServers(started);
      try {
        expect(await countBrokers(portOf(servers.kafka))).toBe(1);
        expect(await postgresAnswers(portOf(servers.database))).toBe(true);
        const id = await registerSchema(servers);

        await server(servers, 'registry').kill();
        await expect(fetch(`${servers.registry}/subjects`)).rejects.toThrow();
        await server(servers, 'registry').start();
        expect(await registerSchema(servers)).toBe(id);

        const kafka = server(servers, 'kafka');
        await topics(kafka.id(), '--create', '--topic', 'kept');
        await kafka.pause();
        expect(await countBrokers(portOf(servers.kafka))).toBe(0);
        await kafka.resume();
        await kafka.kill();
        expect(await countBrokers(portOf(servers.kafka))).toBe(0);
        await kafka.start();
        expect(await topics(kafka.id(), '--list')).toContain('kept');
      } finally {
        await servers.stop();
      }
      expect(await leftovers(started.run.id)).toEqual([]);
    }, 240_000);

    it('are ended by the label of their run when whoever started them is gone', async () => {
      const started = options();
      const servers = await startDockerServers(started);
      const [file] = readdirSync(runsDir).filter((name) => name === `${started.run.id}.json`);
      expect(file).toBeDefined();
      // As after a SIGKILL: the run file is there, its owner is not.
      const { readRuns } = await import('../../runs/run-file.js');
      const { writeFileSync } = await import('node:fs');
      const dead = readRuns(runsDir).find(({ record }) => record.id === started.run.id);
      writeFileSync(dead?.path ?? '', JSON.stringify({ ...dead?.record, owner: { pid: 1, startedAt: 'long ago' } }));

      await endOrphans(runsDir);

      expect(
        (await leftovers(started.run.id)).filter((id) => servers.processes.some((one) => one.id() === id)),
      ).toEqual([]);
      await servers.stop();
      expect(await leftovers(started.run.id)).toEqual([]);
    }, 120_000);
  });

  describe('persistent servers in containers', () => {
    it('keep topics and schema IDs from one start to the next, and the password to their owner', async () => {
      const stateDir = join(home, 'state');
      const first = await startDockerServers(options({ stateDir }));
      const id = await registerSchema(first);
      await topics(server(first, 'kafka').id(), '--create', '--topic', 'kept');
      await first.stop();
      expect(statSync(join(stateDir, 'docker.json')).mode & 0o777).toBe(0o600);

      const second = await startDockerServers(options({ stateDir }));
      try {
        expect(await registerSchema(second)).toBe(id);
        expect(await topics(server(second, 'kafka').id(), '--list')).toContain('kept');
      } finally {
        await second.stop();
        await removeVolumes(stateDir);
      }
    }, 240_000);
  });

  describe('three brokers in containers', () => {
    it('form one cluster, each reachable from this machine', async () => {
      const servers = await startDockerServers(options({ brokers: 3 }));
      try {
        const ports = servers.kafka.split(',').map(portOf);
        expect(await Promise.all(ports.map(countBrokers))).toEqual([3, 3, 3]);
        await topics(server(servers, 'kafka-1').id(), '--create', '--topic', 'replicated');
        expect(await topics(server(servers, 'kafka-1').id(), '--describe', '--topic', 'replicated')).toMatch(
          /ReplicationFactor: 3/,
        );
      } finally {
        await servers.stop();
      }
    }, 240_000);
  });
}
