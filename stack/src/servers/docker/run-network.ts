import type { ContainerRuntimeClient } from 'testcontainers';

/** The network the containers of one run find each other on. */
export interface RunNetwork {
  readonly name: string;
  remove(): Promise<void>;
}

/** Old enough that a start which just made its network, and has no container on it yet, is not robbed of it. */
const abandonedAfterMs = 10 * 60_000;

/** Makes the run's network, and removes those that dead runs left: no container is on them, and none will be. */
export async function makeRunNetwork(client: ContainerRuntimeClient, runId: string, now: number): Promise<RunNetwork> {
  const engine = client.container.dockerode;
  const filters = JSON.stringify({ label: ['lockstep.run'], dangling: ['true'] });
  const idle = await engine.listNetworks({ filters });
  await Promise.all(
    idle
      .filter(({ Created }) => now - Date.parse(Created) > abandonedAfterMs)
      .map(({ Id }) =>
        engine
          .getNetwork(Id)
          .remove()
          .catch(() => undefined),
      ),
  );
  const name = `lockstep-${runId}`;
  const network = await engine.createNetwork({ Name: name, Labels: { 'lockstep.run': runId } });
  return {
    name,
    remove: () =>
      network.remove().then(
        () => undefined,
        () => undefined,
      ),
  };
}
