import type { DockerVerdict, Route } from './servers.js';

/** The route to take, with the reason for the screen. `docker` is asked only when the route depends on it. */
export async function chooseRoute(
  wanted: Route,
  docker: () => Promise<DockerVerdict>,
): Promise<{ route: 'docker' | 'local'; why: string }> {
  if (wanted !== 'auto') return { route: wanted, why: `STACK=${wanted}` };
  const { usable, why } = await docker();
  return { route: usable ? 'docker' : 'local', why };
}

/** Reads the setting `STACK`. Default: `auto`. */
export function parseRoute(setting: string | undefined): Route {
  if (setting === undefined || setting === '' || setting === 'auto') return 'auto';
  if (setting === 'docker' || setting === 'local') return setting;
  throw new RangeError(`STACK is "${setting}"; it can be auto, docker or local`);
}
