import { join } from 'node:path';
import type { ServiceProcess } from '@lockstep/stack';
import { openRun, startService } from '@lockstep/stack';
import type { Lockstep } from '../harness/lockstep.js';
import type { World } from './scenario.js';

/** Another instance in the same groups, as every deployment has that must not stand still. Gone when the scenario is over. */
export async function secondUpserter({ product }: Lockstep, world: World): Promise<ServiceProcess> {
  const run = openRun(join(product.logsDir, 'runs'));
  const options = { env: product.env, logsDir: product.logsDir, run, instance: 'upserter-2' };
  const second = await startService('upserter', options);
  world.atEnd(async () => {
    await second.stop();
    run.close();
  });
  return second;
}
