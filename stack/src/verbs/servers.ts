import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lockstepDir } from '../checkout.js';
import { listenForInterruption } from '../interruption.js';
import { makeProgress } from '../progress.js';
import { endOwnRuns } from '../runs/end-orphans.js';
import { parseRoute } from '../servers/choose-route.js';
import { startServers } from '../servers/start-servers.js';
import type { Verb } from './verb.js';

/**
 * `servers [--throw-away] [--brokers 3] [--state-dir d] [--runs-dir d]`: the three servers alone, for work on a service in
 * an editor. Prints one JSON line when all answer; Ctrl-C or SIGTERM stops them.
 */
export const servers: Verb = async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'throw-away': { type: 'boolean', default: false },
      brokers: { type: 'string', default: '1' },
      'state-dir': { type: 'string', default: join(lockstepDir, 'state') },
      'runs-dir': { type: 'string', default: join(lockstepDir, 'runs') },
    },
  });
  const interruption = listenForInterruption();
  const runsDir = resolve(values['runs-dir']);
  const progress = makeProgress(process.stderr);
  const starting = startServers({
    route: parseRoute(process.env['STACK']),
    stateDir: values['throw-away'] ? null : resolve(values['state-dir']),
    brokers: values.brokers === '3' ? 3 : 1,
    runsDir,
    progress,
  });
  const started = await Promise.race([starting, interruption.asked.then(() => null)]);
  progress.close();
  if (started === null) {
    starting.catch(() => undefined);
    await endOwnRuns();
    return 0;
  }
  const { route, kafka, registry, database, processes } = started;
  const ids = Object.fromEntries(processes.map((server) => [server.name, server.id()]));
  process.stdout.write(`${JSON.stringify({ route, kafka, registry, database, processes: ids })}\n`);
  await interruption.asked;
  await started.stop();
  return 0;
};
