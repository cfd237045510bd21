import type { ServerProcess } from '@lockstep/stack';
import type { Lockstep } from '../../harness/lockstep.js';
import type { Scenario, World } from '../scenario.js';

const PERIOD_MS = 5_000;
/** Periods in which nothing is broken, so that recovery is reached and not only the next fault. */
const QUIET = 1 / 3;
const BROKEN = 0.3;
const PER_SECOND = 50;

interface Fault {
  readonly name: string;
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

const killed = (name: string, process: ServerProcess): Fault => ({
  name: `${name} killed`,
  begin: () => process.kill(),
  end: () => process.start(),
});
const frozen = (name: string, process: ServerProcess): Fault => ({
  name: `${name} frozen`,
  begin: () => process.pause(),
  end: () => process.resume(),
});

/** One fault at a time of each part. Healed in this order: a service that starts needs the servers. */
function faultsOf({ product, platform }: Lockstep, world: World): readonly (readonly Fault[])[] {
  const server = (name: string): ServerProcess => world.servers.processes.find((one) => one.name === name)!;
  const service = (name: string): ServerProcess => product.services[name]!;
  const answering = (name: string, fault: Readonly<Record<string, unknown>>): Fault => ({
    name: `platform ${name}`,
    begin: () => platform.faults(fault),
    end: () => platform.heal(),
  });
  return [
    [killed('kafka', server('kafka')), frozen('kafka', server('kafka'))],
    [killed('postgres', server('database'))],
    [killed('registry', server('registry'))],
    [killed('upserter', service('upserter')), frozen('upserter', service('upserter'))],
    [killed('ingest', service('ingest')), frozen('ingest', service('ingest'))],
    [
      answering('503', { kind: 'status', status: 503 }),
      answering('applies and never answers', { kind: 'applied_but_timed_out' }),
      answering('slow', { kind: 'latency', ms: 1_000 }),
      answering('fails for some', { kind: 'status', status: 503, match: { share: 0.2, times: 3 } }),
    ],
  ];
}

/**
 * As Jepsen did with Bufstream: every few seconds another random subset of faults, sometimes none. Finds what no single
 * fault shows. `--seconds` and `--seed` make it longer, and again the same in what it breaks and when.
 */
export const soak: Scenario = {
  name: `soak: random faults every ${PERIOD_MS / 1_000} s, ${PER_SECOND} events/s`,
  group: 'Soak',
  async run(world) {
    const chance = seeded(world.soak.seed);
    world.say(`--seed ${world.soak.seed}`);
    const lockstep = await world.start();
    const parts = faultsOf(lockstep, world);
    world.load({ perSecond: PER_SECOND, givenUpAfterMs: 300_000 });
    const until = performance.now() + world.soak.ms;
    while (performance.now() < until) {
      const broken = chance() < QUIET ? [] : parts.flatMap((part) => (chance() < BROKEN ? [oneOf(part, chance)] : []));
      world.say(broken.map(({ name }) => name).join(', ') || 'nothing broken');
      try {
        for (const fault of broken) await fault.begin();
        await world.lasts(PERIOD_MS);
      } finally {
        for (const fault of broken) await fault.end();
      }
    }
    world.healed();
  },
};

const oneOf = <T>(choices: readonly T[], chance: () => number): T => choices[Math.floor(chance() * choices.length)]!;

/** Mulberry32: the same numbers in [0, 1) for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
