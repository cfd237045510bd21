import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLockstepError } from '@lockstep/domain';
import { freePorts } from '../free-port.js';
import type { ServerName, ServerPorts, Servers, StartOptions } from '../servers.js';
import { fetchArtifacts } from './artifacts.js';
import type { ChildServer } from '../../child-server.js';
import { databaseUrl, prepareDatabase } from './database.js';
import { findJava } from './java.js';
import { type BrokerPorts, prepareKafka } from './kafka.js';
import { prepareRegistry, registryUrl } from './registry.js';

/** Another process may take a port between our finding it free and the server's binding it. */
const attempts = 3;

interface Ports {
  readonly kafka: readonly BrokerPorts[];
  readonly registry: number;
  readonly database: number;
}

/** Told ports are taken as told; else those of the last start, so that open tools find the servers again; else free ones. */
async function choosePorts(told: ServerPorts, last: Partial<Ports>, brokers: number): Promise<Ports> {
  const wantedBrokers = Array.from({ length: brokers }, (_, index) => last.kafka?.[index]);
  const wanted = [
    last.registry,
    last.database,
    ...wantedBrokers.flatMap((ports) => [ports?.client, ports?.controller]),
  ];
  const free = await freePorts(wanted);
  const at = (index: number): number => free[index] ?? 0;
  return {
    registry: told.registry ?? at(0),
    database: told.database ?? at(1),
    kafka: wantedBrokers.map((_, index) => ({
      client: index === 0 && told.kafka !== undefined ? told.kafka : at(2 + 2 * index),
      controller: at(3 + 2 * index),
    })),
  };
}

async function lastPorts(file: string): Promise<Partial<Ports>> {
  return readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Partial<Ports>,
    () => ({}),
  );
}

async function startAt(directory: string, ports: Ports, options: StartOptions): Promise<Servers> {
  const { progress, run } = options;
  const persistent = options.stateDir !== null;
  const logsDir = join(directory, 'logs');
  const running: ChildServer[] = [];
  const addresses = {
    kafka: bootstrap(ports),
    registry: registryUrl(ports.registry),
    database: databaseUrl(ports.database),
  };
  const wants = (name: ServerName): boolean => options.only?.includes(name) ?? true;
  const begin = async (name: ServerName, prepare: () => Promise<ChildServer[]>): Promise<void> => {
    if (!wants(name)) return;
    progress.doing(name, 'starting');
    const servers = await prepare();
    running.push(...servers);
    await Promise.all(servers.map((server) => server.start()));
    progress.done(name, `ready at ${shown(addresses[name])}`);
  };
  const javaServers = async (): Promise<void> => {
    if (!wants('kafka') && !wants('registry')) return;
    const java = await findJava();
    const { kafkaJars, registryDir } = await fetchArtifacts(progress, run);
    const registryData = join(directory, 'registry');
    await mkdir(registryData, { recursive: true });
    await Promise.all([
      begin('kafka', () =>
        prepareKafka(
          { java, jars: kafkaJars, directory: join(directory, 'kafka'), logsDir, ports: ports.kafka, persistent },
          run,
        ),
      ),
      begin('registry', () =>
        Promise.resolve([
          prepareRegistry(
            { java, installedIn: registryDir, directory: registryData, logsDir, port: ports.registry },
            run,
          ),
        ]),
      ),
    ]);
  };
  const databaseSpec = { directory: join(directory, 'database'), logsDir, port: ports.database, persistent };
  const database = begin('database', async () => [await prepareDatabase(databaseSpec, run)]);
  const results = await Promise.allSettled([javaServers(), database]);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all(running.map((server) => server.kill()));
    throw failure.reason as Error;
  }
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    // Throw-away data needs no orderly end, and a broker takes seconds for one.
    await Promise.all(
      running.map((server) => (persistent || server.name === 'database' ? server.stop() : server.kill())),
    );
    if (!persistent) await rm(directory, { recursive: true, force: true });
  };
  return {
    route: 'local',
    ...addresses,
    processes: running,
    stop: () => (stopping ??= stop()),
  };
}

/** Without user and password. */
function shown(address: string): string {
  return address.replace(/^postgres:\/\/.*@/, '');
}

function bootstrap(ports: Ports): string {
  return ports.kafka.map(({ client }) => `127.0.0.1:${client}`).join(',');
}

function lostARace(failed: unknown): boolean {
  return (
    isLockstepError(failed) &&
    /address (already )?in use|already in use|BindException|Port \d+ seems to be used/i.test(failed.message)
  );
}

/** The local route: Kafka (KRaft, one process a broker), Apicurio and Postgres as child processes, started side by side. */
export async function startLocalServers(options: StartOptions): Promise<Servers> {
  const directory = options.stateDir ?? (await mkdtemp(join(tmpdir(), 'lockstep-')));
  if (options.stateDir === null) options.run.recordThrowAway(directory);
  await mkdir(directory, { recursive: true });
  // Another user's Postgres has to pass through; each server keeps its own directory closed.
  await chmod(directory, 0o711);
  const portsFile = join(directory, 'ports.json');
  const brokers = options.brokers ?? 1;
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt === 1 && existsSync(portsFile) ? await lastPorts(portsFile) : {};
    const ports = await choosePorts(options.ports ?? {}, last, brokers);
    try {
      const servers = await startAt(directory, ports, options);
      await writeFile(portsFile, JSON.stringify(ports));
      return servers;
    } catch (failed) {
      if (attempt === attempts || !lostARace(failed)) {
        if (options.stateDir === null) await rm(directory, { recursive: true, force: true });
        throw failed;
      }
    }
  }
}
