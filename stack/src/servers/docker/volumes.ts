import type { ContainerRuntimeClient } from 'testcontainers';
import type { DockerState } from './docker-state.js';

/** Where a server's data is mounted from: a named volume, or `null` for the container's own, which goes with it. */
export interface Volumes {
  of(server: string): Promise<string | null>;
}

/** Throw-away servers keep their data in the container. */
export const noVolumes: Volumes = { of: () => Promise.resolve(null) };

/**
 * Named volumes that outlive the containers. Not directories under the state directory: the servers run as users of
 * their own, and files of theirs there could not be deleted by whoever owns the checkout.
 */
export async function namedVolumes(
  client: ContainerRuntimeClient,
  stateDir: string,
  state: DockerState,
): Promise<Volumes> {
  const engine = client.container.dockerode;
  const label = `lockstep.state-dir=${stateDir}`;
  const found = await engine.listVolumes({ filters: JSON.stringify({ label: [label], dangling: ['true'] }) });
  const abandoned = (found.Volumes as typeof found.Volumes | null) ?? [];
  await Promise.all(
    abandoned
      .filter(({ Labels }) => (Labels as Record<string, string> | null)?.['lockstep.state'] !== state.id)
      .map(({ Name }) =>
        engine
          .getVolume(Name)
          .remove()
          .catch(() => undefined),
      ),
  );
  return {
    of: async (server) => {
      const name = `lockstep-${state.id}-${server}`;
      await engine.createVolume({ Name: name, Labels: { 'lockstep.state': state.id, 'lockstep.state-dir': stateDir } });
      return name;
    },
  };
}
