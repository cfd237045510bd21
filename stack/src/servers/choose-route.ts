import type { DockerVerdict, Route } from './servers.js';

/**
 * The route to take, with the reason for the screen. `docker` is asked only when the route depends on it. `last` is the
 * route whose data the state directory holds: the other one would not see it.
 */
export async function chooseRoute(
  wanted: Route,
  docker: () => Promise<DockerVerdict>,
  last: 'docker' | 'local' | null = null,
): Promise<{ route: 'docker' | 'local'; why: string }> {
  if (wanted !== 'auto') return { route: wanted, why: `STACK=${wanted}` };
  if (last === 'local') return { route: 'local', why: 'as at the last start, whose data is kept' };
  const { usable, why } = await docker();
  if (last === 'docker' && !usable)
    return { route: 'local', why: `${why}; what the Docker route has kept waits for it` };
  return { route: usable ? 'docker' : 'local', why };
}

/** Reads the setting `STACK`. Default: `auto`. */
export function parseRoute(setting: string | undefined): Route {
  if (setting === undefined || setting === '' || setting === 'auto') return 'auto';
  if (setting === 'docker' || setting === 'local') return setting;
  throw new RangeError(`STACK is "${setting}"; it can be auto, docker or local`);
}
