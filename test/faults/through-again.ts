import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';
import type { World } from './scenario.js';

/** As long as the design gives any recovery. */
const RECOVERY_MS = 30_000;
/** Enough that, spread by their keys, some go to every partition of every topic on the way. */
const NEWCOMERS = 48;

/**
 * Sends people nobody has seen before, and waits until the platform has them all: the whole way works again although
 * what was broken still is. Says how long it took; fails when it takes longer than a recovery may.
 */
export async function throughAgain(lockstep: Lockstep, world: World): Promise<void> {
  const { sender, platform } = lockstep;
  const brokenAt = performance.now();
  const newcomers = Array.from({ length: NEWCOMERS }, (_, index) => `newcomer-${index}`);
  await Promise.all(newcomers.map((employeeId) => sender.deliverUntilTaken(change(employeeId), RECOVERY_MS)));
  const missing = async (): Promise<string[]> => {
    const found = await Promise.all(newcomers.map((employeeId) => platform.learner(employeeId)));
    return newcomers.filter((_, index) => found[index] === null);
  };
  const leftMs = RECOVERY_MS - (performance.now() - brokenAt);
  await eventually(missing, ({ length }) => length === 0, { deadlineMs: leftMs, everyMs: 250 });
  world.say(`through again after ${((performance.now() - brokenAt) / 1_000).toFixed(1)} s, while it is still broken`);
}
