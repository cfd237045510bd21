import { stackError } from '../../stack-error.js';
import type { Servers, StartOptions } from '../servers.js';
import { judgeEngine } from './usable.js';

export { dockerUsable } from './usable.js';

/**
 * Kafka, the registry and Postgres as containers. Rejects with everything it started ended again.
 * @throws LockstepError LOCKSTEP_STACK_NO_ENGINE when no engine answers that has or can pull the images.
 */
export async function startDockerServers(options: StartOptions): Promise<Servers> {
  const { usable, why, address } = await judgeEngine();
  if (!usable || address === null) {
    throw stackError('LOCKSTEP_STACK_NO_ENGINE', why, 'Start Docker, or take the local route: STACK=local.');
  }
  // testcontainers reads both when it is loaded. Without its reaper: docs/adr/0011-containers-end-by-run-label.md.
  process.env['DOCKER_HOST'] = address;
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  // Loaded only now: the local route does without its half second.
  const { startContainers } = await import('./start-containers.js');
  return startContainers(options);
}
