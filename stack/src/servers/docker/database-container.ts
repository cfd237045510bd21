import type { ContainerRuntimeClient } from 'testcontainers';
import type { Run } from '../servers.js';
import { ContainerServer } from './container-server.js';
import type { DockerState } from './docker-state.js';
import { images } from './images.js';
import { LoopbackContainer } from './loopback-container.js';
import { postgresAnswers } from './postgres-answers.js';
import type { RunNetwork } from './run-network.js';
import type { Volumes } from './volumes.js';

/** The database the registry keeps its schemas in; a server of its own would only be one more to wait for. */
export const registryDatabase = 'registry';

/** Postgres, not yet started. Throw-away (no volume): without fsync, as nobody will read it after a power cut. */
export async function prepareDatabaseContainer(
  client: ContainerRuntimeClient,
  run: Run,
  spec: { readonly port: number; readonly network: RunNetwork; readonly volumes: Volumes; readonly state: DockerState },
): Promise<ContainerServer> {
  const volume = await spec.volumes.of('database');
  const fast = volume === null ? ['-c', 'fsync=off'] : [];
  const container = new LoopbackContainer(images.database, 'database', run)
    .withNetworkMode(spec.network.name)
    .withExposedPorts({ container: 5432, host: spec.port })
    .withEnvironment({
      POSTGRES_USER: 'postgres',
      POSTGRES_PASSWORD: spec.state.databasePassword,
      POSTGRES_DB: 'lockstep',
    })
    .withCommand(['postgres', '-c', 'max_connections=400', ...fast]);
  if (volume !== null) container.withBindMounts([{ source: volume, target: '/var/lib/postgresql/data' }]);
  const ready = (): Promise<boolean> => postgresAnswers(spec.port);
  return new ContainerServer(
    { name: 'database', container, endDeadlineS: 20, readyDeadlineMs: 60_000, ready },
    client,
    run,
  );
}

/** Makes the registry's database unless it is there. */
export async function makeRegistryDatabase(database: ContainerServer): Promise<void> {
  const query = `select 1 from pg_database where datname = '${registryDatabase}'`;
  const found = await database.execute(['psql', '-U', 'postgres', '-d', 'postgres', '-tAc', query]);
  if (found.trim() !== '1') await database.execute(['createdb', '-U', 'postgres', registryDatabase]);
}
