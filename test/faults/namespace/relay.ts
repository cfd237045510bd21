/**
 * The inner end of a namespace's relay, a process of its own, whose namespace ends with it. Ports of the world appear
 * on the loopback in here, ports served in here go out, each through a socket file: what crosses the loopback in here
 * can be dropped, refused or slowed down by packet, and nothing outside needs an address or a rule.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { joined } from './join.js';

const { directory, to, serving } = JSON.parse(process.argv[2] ?? '{}') as {
  directory: string;
  to: number[];
  serving: number[];
};

await Promise.all([
  ...to.map((port) => joined({ port }, { path: join(directory, `to-${port}`) })),
  ...serving.map((port) => joined({ path: join(directory, `serving-${port}`) }, { port })),
]);
writeFileSync(join(directory, 'ready'), '');
