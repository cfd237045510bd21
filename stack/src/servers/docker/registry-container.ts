import type { ContainerRuntimeClient } from 'testcontainers';
import type { Run } from '../servers.js';
import { ContainerServer } from './container-server.js';
import { registryDatabase } from './database-container.js';
import type { DockerState } from './docker-state.js';
import { images } from './images.js';
import { LoopbackContainer } from './loopback-container.js';
import type { RunNetwork } from './run-network.js';

/** The Confluent-compatible API of the registry on this port. */
export function registryAddress(port: number): string {
  return `http://127.0.0.1:${port}/apis/ccompat/v7`;
}

/**
 * The registry, not yet started; its schemas are in Postgres, so they live exactly as long as the rows that refer to
 * their IDs, and survive a kill of the registry.
 */
export function prepareRegistryContainer(
  client: ContainerRuntimeClient,
  run: Run,
  spec: { readonly port: number; readonly network: RunNetwork; readonly state: DockerState },
): ContainerServer {
  const container = new LoopbackContainer(images.registry, 'registry', run)
    .withNetworkMode(spec.network.name)
    .withExposedPorts({ container: 8080, host: spec.port })
    .withEnvironment({
      APICURIO_STORAGE_KIND: 'sql',
      APICURIO_STORAGE_SQL_KIND: 'postgresql',
      APICURIO_DATASOURCE_URL: `jdbc:postgresql://lockstep-${run.id}-database:5432/${registryDatabase}`,
      APICURIO_DATASOURCE_USERNAME: 'postgres',
      APICURIO_DATASOURCE_PASSWORD: spec.state.databasePassword,
      JAVA_OPTS_APPEND: '-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1',
    });
  const ready = (): Promise<boolean> =>
    fetch(`${registryAddress(spec.port)}/subjects`, { signal: AbortSignal.timeout(1_000) }).then(
      (answer) => answer.ok,
      () => false,
    );
  return new ContainerServer(
    { name: 'registry', container, endDeadlineS: 10, readyDeadlineMs: 90_000, ready },
    client,
    run,
  );
}
