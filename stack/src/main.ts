import { isLockstepError } from '@lockstep/domain';
import type { Verb } from './verbs/verb.js';

/** Each loaded only when asked for: a check should not load a Kafka client. */
const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  check: async () => (await import('./verbs/check.js')).check,
  demo: async () => (await import('./verbs/demo.js')).demo,
  faults: async () => (await import('./verbs/faults.js')).faults,
  gen: async () => (await import('./verbs/gen.js')).gen,
  lockstep: async () => (await import('./verbs/lockstep.js')).lockstep,
  mutants: async () => (await import('./verbs/mutants.js')).mutants,
  servers: async () => (await import('./verbs/servers.js')).servers,
  simulate: async () => (await import('./verbs/simulate.js')).simulate,
  start: async () => (await import('./verbs/start.js')).start,
  up: async () => (await import('./verbs/up.js')).up,
  test: async () => (await import('./verbs/test.js')).test,
};

async function main(): Promise<number> {
  const [name = '', ...args] = process.argv.slice(2);
  const load = verbs[name];
  if (load === undefined) {
    process.stderr.write(`"${name}" is none of ${Object.keys(verbs).join(', ')}\n`);
    return 2;
  }
  try {
    return await (
      await load()
    )(args);
  } catch (failed) {
    const text = isLockstepError(failed)
      ? `${failed.code}: ${failed.message}\n${failed.remedy}`
      : failed instanceof Error
        ? (failed.stack ?? failed.message)
        : String(failed);
    process.stderr.write(`${text}\n`);
    return 1;
  }
}

process.exit(await main());
