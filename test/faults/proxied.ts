import type { Servers } from '@lockstep/stack';
import { BreakableProxy } from '@lockstep/testkit';
import type { World } from './scenario.js';

/** A server's address with a link before it that a scenario can break. */
export interface Proxied {
  readonly link: BreakableProxy;
  /** The servers as the product is told of them. */
  readonly servers: Servers;
}

/** Puts a breakable link before Postgres or the registry; it is gone when the scenario is over. */
export async function proxied(world: World, name: 'database' | 'registry'): Promise<Proxied> {
  const url = new URL(world.servers[name]);
  const link = await BreakableProxy.to(url.hostname, Number(url.port));
  world.atEnd(() => link.close());
  url.host = `127.0.0.1:${link.port}`;
  return { link, servers: { ...world.servers, [name]: url.href } };
}
