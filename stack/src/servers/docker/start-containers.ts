import { getContainerRuntimeClient } from 'testcontainers';
import { freePorts } from '../free-port.js';
import type { Servers, StartOptions } from '../servers.js';
import type { ContainerServer } from './container-server.js';
import { makeRegistryDatabase, prepareDatabaseContainer } from './database-container.js';
import { loadDockerState } from './docker-state.js';
import { prepareKafkaContainers } from './kafka-containers.js';
import { prepareRegistryContainer, registryAddress } from './registry-container.js';
import { makeRunNetwork } from './run-network.js';
import { namedVolumes, noVolumes } from './volumes.js';

/** The three servers as one thing to start and to end. */
interface Containers {
  readonly brokers: readonly ContainerServer[];
  readonly registry: ContainerServer;
  readonly database: ContainerServer;
}

async function startAll({ brokers, registry, database }: Containers, { progress }: StartOptions): Promise<void> {
  const start = async (server: ContainerServer): Promise<void> => {
    progress.doing(server.name, 'starting its container');
    await server.start();
    progress.done(server.name, 'ready');
  };
  const databaseThenRegistry = async (): Promise<void> => {
    await start(database);
    await makeRegistryDatabase(database);
    await start(registry);
  };
  // Settled, not raced: what is still starting when another fails has to be ended too.
  const begun = await Promise.allSettled([...brokers.map(start), databaseThenRegistry()]);
  const failed = begun.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function endAll({ brokers, registry, database }: Containers, keepsData: boolean): Promise<void> {
  const keepers = [...brokers, database];
  if (keepsData) {
    await registry.stop(); // while its database is there
    await Promise.all(keepers.map((server) => server.stop()));
  }
  await Promise.all([registry, ...keepers].map((server) => server.remove()));
}

/** Starts all three on the engine that `DOCKER_HOST` names; ends what it started when one of them fails. */
export async function startContainers(options: StartOptions): Promise<Servers> {
  const { run, stateDir, ports = {} } = options;
  const client = await getContainerRuntimeClient();
  const state = await loadDockerState(stateDir);
  const volumes = stateDir === null ? noVolumes : await namedVolumes(client, stateDir, state);
  const network = await makeRunNetwork(client, run.id, Date.now());
  const moreBrokers = options.brokers === 3 ? [undefined, undefined] : [];
  const [databasePort = 0, registryPort = 0, ...kafkaPorts] = await freePorts([
    ports.database,
    ports.registry,
    ports.kafka,
    ...moreBrokers,
  ]);
  const shared = { network, volumes, state };
  const containers: Containers = {
    brokers: await prepareKafkaContainers(client, run, { ...shared, ports: kafkaPorts }),
    registry: prepareRegistryContainer(client, run, { ...shared, port: registryPort }),
    database: await prepareDatabaseContainer(client, run, { ...shared, port: databasePort }),
  };
  const end = (): Promise<void> => endAll(containers, stateDir !== null).finally(() => network.remove());
  try {
    await startAll(containers, options);
  } catch (failed) {
    await end().catch(() => undefined);
    throw failed;
  }
  let ending: Promise<void> | null = null;
  return {
    route: 'docker',
    kafka: kafkaPorts.map((port) => `127.0.0.1:${port}`).join(','),
    registry: registryAddress(registryPort),
    database: `postgres://postgres:${state.databasePassword}@127.0.0.1:${databasePort}/lockstep`,
    processes: [...containers.brokers, containers.registry, containers.database],
    stop: () => (ending ??= end()),
  };
}
