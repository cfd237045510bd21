import { join } from 'node:path';
import type { Run } from '../servers.js';
import { ChildServer } from '../../child-server.js';

export interface RegistrySpec {
  readonly java: string;
  /** Where the registry is unpacked. */
  readonly installedIn: string;
  /** Where its schemas are kept. */
  readonly directory: string;
  readonly logsDir: string;
  readonly port: number;
}

/** The Confluent-compatible API of a registry on this port. */
export function registryUrl(port: number): string {
  return `http://127.0.0.1:${port}/apis/ccompat/v7`;
}

/**
 * Where the registry keeps its schemas: an H2 file, because this build of Apicurio carries that driver only. `WRITE_DELAY=0`
 * puts every registration on disk before it is answered: events refer to schema IDs for ever, and Kafka keeps those events.
 */
export function registryStorageUrl(directory: string): string {
  return `jdbc:h2:file:${join(directory, 'schemas')};WRITE_DELAY=0`;
}

/** The registry, not yet started. */
export function prepareRegistry(spec: RegistrySpec, run: Run): ChildServer {
  return new ChildServer(
    {
      name: 'registry',
      command: spec.java,
      args: [
        '-Xmx384m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-Dquarkus.http.host=127.0.0.1',
        `-Dquarkus.http.port=${spec.port}`,
        '-Dquarkus.datasource.jdbc.initial-size=2',
        '-Dquarkus.datasource.jdbc.min-size=2',
        '-Dquarkus.datasource.jdbc.max-size=20',
        '-jar',
        'apicurio-registry-app-2.6.13.Final-runner.jar',
      ],
      cwd: spec.installedIn,
      env: () => ({ ...process.env, REGISTRY_DATASOURCE_URL: registryStorageUrl(spec.directory) }),
      logFile: join(spec.logsDir, 'registry.log'),
      endWith: 'SIGTERM',
      endDeadlineMs: 10_000,
      readyDeadlineMs: 60_000,
      ready: () =>
        fetch(`${registryUrl(spec.port)}/subjects`, { signal: AbortSignal.timeout(1_000) }).then(
          (answer) => answer.ok || `it answers ${answer.status}`,
          () => 'it does not answer',
        ),
    },
    run,
  );
}
