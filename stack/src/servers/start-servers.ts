import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockstepDir } from '../checkout.js';
import { tryLock } from '../process-lock.js';
import { endOrphans } from '../runs/end-orphans.js';
import { openRun, type OwnRun } from '../runs/run-file.js';
import { stackError } from '../stack-error.js';
import { chooseRoute } from './choose-route.js';
import { startLocalServers } from './local/start.js';
import type { Servers, StartOptions, StartServersOptions } from './servers.js';

// Loaded only when asked for: its client library takes longer to load than a local server to start.
const dockerRoute = () => import('./docker/start.js');

/**
 * Starts Kafka, the schema registry and Postgres, after ending what dead runs left behind, and returns once all three
 * answer. On failure nothing stays. One state directory is used by one run at a time.
 */
export async function startServers(options: StartServersOptions): Promise<Servers> {
  const { progress, stateDir } = options;
  const runsDir = options.runsDir ?? join(lockstepDir, 'runs');
  const ended = await endOrphans(runsDir);
  if (ended.length > 0) progress.note(`Ended what a crashed run had left: ${ended.join(', ')}`);
  const releaseState = stateDir === null ? () => undefined : takeState(stateDir);
  const run = openRun(runsDir);
  try {
    const { route, why } = await chooseRoute(
      options.route ?? 'auto',
      async () => (await dockerRoute()).dockerUsable(),
      stateDir === null ? null : lastRoute(stateDir),
    );
    progress.note(`Servers: ${route} (${why})`);
    const servers = await startBy(route, { ...options, run }, run);
    if (stateDir !== null) writeFileSync(join(stateDir, 'route'), route);
    return { ...servers, stop: () => servers.stop().finally(() => (run.close(), releaseState())) };
  } catch (failed) {
    run.close();
    releaseState();
    throw failed;
  }
}

async function startBy(route: 'docker' | 'local', options: StartOptions, run: OwnRun): Promise<Servers> {
  if (route === 'local') return startLocalServers(options);
  run.useDocker();
  return (await dockerRoute()).startDockerServers(options);
}

/** Which route's data is in the directory; of both, the one used last. */
function lastRoute(stateDir: string): 'docker' | 'local' | null {
  try {
    const route = readFileSync(join(stateDir, 'route'), 'utf8');
    return route === 'docker' || route === 'local' ? route : null;
  } catch {
    return null;
  }
}

function takeState(stateDir: string): () => void {
  mkdirSync(stateDir, { recursive: true });
  const taken = tryLock(join(stateDir, 'in-use'));
  if ('heldBy' in taken) {
    throw stackError(
      'LOCKSTEP_STACK_IN_USE',
      `${stateDir} is in use: process ${taken.heldBy} runs this checkout's stack`,
      'Stop that one first (Ctrl-C there), or use its servers by setting KAFKA_BROKERS, SCHEMA_REGISTRY_URL and DATABASE_URL.',
    );
  }
  return () => taken.release();
}
