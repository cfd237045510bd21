import { setTimeout as delay } from 'node:timers/promises';
import type { Proof, Servers } from '@lockstep/stack';
import { missingNeeds } from './needs.js';
import { upserterLag } from './lag.js';
import { RunningWorld } from './running-world.js';
import type { Scenario, World } from './scenario.js';
import type { Aftermath, Verdict } from './verdict.js';
import { verdictOf } from './verdict.js';

/** Traffic goes on for so long after the heal: what is well again takes new work. */
const AFTER_HEAL_MS = 2_000;
/** When a run that does not recover is judged as it stands. */
const RECOVERY_DEADLINE_MS = 90_000;
const LOOK_EVERY_MS = 300;

export interface RunContext {
  readonly servers: () => Promise<Servers>;
  readonly interrupted: AbortSignal;
  readonly say: (step: string) => void;
  readonly soak: World['soak'];
}

/** Runs one scenario from start to verdict. Does not throw. */
export async function runScenario(scenario: Scenario, context: RunContext): Promise<Verdict> {
  const missing = await missingNeeds(scenario.needs ?? []);
  if (missing.length > 0) return verdictOf(scenario, nothing(missing.join('; ')));
  let world: RunningWorld | null = null;
  try {
    world = new RunningWorld(await context.servers(), context);
    await scenario.run(world);
    if (world.healedAt === null) world.healed();
    return verdictOf(scenario, await aftermathOf(scenario, world));
  } catch (thrown) {
    const failure = thrown instanceof Error ? thrown.message : String(thrown);
    return verdictOf(scenario, { ...nothing(failure), deliveries: world?.running?.deliveries ?? 0 });
  } finally {
    await world?.end();
  }
}

function nothing(failure: string): Aftermath {
  return { deliveries: 0, untaken: [], proof: null, recoverySeconds: null, failure };
}

/** Waits until everything has its end, and looks. */
async function aftermathOf(scenario: Scenario, world: RunningWorld): Promise<Aftermath> {
  const { lockstep, running, healedAt } = world;
  if (lockstep === null || running === null || healedAt === null) throw new Error('the scenario had no load to judge');
  await world.lasts(AFTER_HEAL_MS);
  await running.stop();
  let proof: Proof | null = null;
  let failure: string | null = null;
  let recoverySeconds: number | null = null;
  while (recoverySeconds === null && performance.now() - healedAt < RECOVERY_DEADLINE_MS) {
    const lookedAt = performance.now();
    try {
      const lag = await upserterLag(lockstep);
      failure = lag === 0n ? null : `${lag} records are not committed`;
      // Reading everything takes seconds where there is much of it: not while the product is still busy.
      if (lag === 0n) proof = await lockstep.proofNow();
      if (lag === 0n && proof?.lost === 0) recoverySeconds = (lookedAt - healedAt) / 1_000;
    } catch (thrown) {
      failure = thrown instanceof Error ? thrown.message : String(thrown);
    }
    await delay(LOOK_EVERY_MS);
  }
  proof ??= await lockstep.proofNow();
  const also = (await scenario.also?.(lockstep, proof)) ?? [];
  return { deliveries: running.deliveries, untaken: running.untaken, proof, recoverySeconds, failure, also };
}
