import { setTimeout as delay } from 'node:timers/promises';
import type { ProductOptions, Servers } from '@lockstep/stack';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import type { LoadOptions } from './load.js';
import { Load } from './load.js';
import type { World } from './scenario.js';

/** The world of one scenario, as the runner sees it. */
export class RunningWorld implements World {
  lockstep: Lockstep | null = null;
  running: Load | null = null;
  healedAt: number | null = null;
  private readonly undos: (() => Promise<void> | void)[] = [];

  constructor(
    readonly servers: Servers,
    private readonly context: Pick<World, 'say' | 'soak'> & { readonly interrupted: AbortSignal },
  ) {}

  get soak(): World['soak'] {
    return this.context.soak;
  }

  async start(options: Partial<ProductOptions> = {}): Promise<Lockstep> {
    if (this.lockstep !== null) throw new Error('a scenario starts the product once');
    const lockstep = await startLockstep({ servers: this.servers, ...options });
    this.say('the product is up');
    this.lockstep = lockstep;
    this.atEnd(async () => {
      await lockstep.product.stop();
      // Hundreds of partitions of runs that are over would slow the broker down for those that come; one that is left does not.
      await Promise.allSettled(lockstep.topology.topics.map(({ topic }) => lockstep.broker.admin.deleteTopic(topic)));
      await lockstep.stop();
    });
    return lockstep;
  }

  load(options: LoadOptions = {}): Load {
    if (this.lockstep === null || this.running !== null) throw new Error('load comes once, after start');
    const load = new Load(this.lockstep.sender, options);
    this.running = load;
    this.atEnd(() => load.abandon());
    return load;
  }

  async lasts(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.context.interrupted });
  }

  healed(): void {
    this.healedAt = performance.now();
    this.say('healed');
  }

  say(step: string): void {
    this.context.say(step);
  }

  atEnd(undo: () => Promise<void> | void): void {
    this.undos.push(undo);
  }

  /** Undoes everything, the last first; says what could not be undone and goes on. */
  async end(): Promise<void> {
    for (const undo of this.undos.splice(0).reverse()) {
      try {
        await undo();
      } catch (thrown) {
        this.say(`clean-up: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
  }
}
