import { LockstepError } from '@lockstep/domain';
import type { Clock, Timer } from '@lockstep/platform';
import type { Simulation } from './simulation.js';

/** The other side of a call, and what its faults are called. */
export type Peer = 'database' | 'broker' | 'registry';

/**
 * One process of a service, from its start to its death. Everything it does outside itself goes through `call`, and all
 * its time through `clock`: there it can be slowed, failed, frozen and killed.
 */
export class Life {
  isAlive = true;
  /** Its wall clock is ahead of the world's by so much. */
  skewMs = 0;
  readonly clock: Clock;
  private frozenUntil = 0;
  private readonly deaths: (() => void)[] = [];

  constructor(
    readonly world: Simulation,
    /** As the story and the chances know it. */
    readonly name: string,
  ) {
    this.clock = {
      now: () => world.time.now + this.skewMs,
      elapsed: () => world.elapsed,
      setTimer: (delayMs, fn) => this.wake(delayMs, fn),
    };
  }

  /** As a timer of the process: not after its death, and not while it stands still. */
  wake(delayMs: number, fn: () => void): Timer {
    let timer = this.world.time.after(delayMs, () => {
      if (!this.isAlive) return;
      const leftMs = this.frozenUntil - this.world.time.now;
      if (leftMs > 0) timer = this.wake(leftMs, fn);
      else fn();
    });
    return { cancel: () => timer.cancel() };
  }

  /** Virtual time passes for this process. */
  passes(ms: number): Promise<void> {
    return new Promise((resolve) => void this.wake(ms, resolve));
  }

  /** Stands still as under SIGSTOP; what it has sent goes on without it. */
  freeze(ms: number): void {
    this.frozenUntil = Math.max(this.frozenUntil, this.world.time.now + ms);
  }

  get isFrozen(): boolean {
    return this.isAlive && this.frozenUntil > this.world.time.now;
  }

  /** Resolves when it runs (again). */
  async running(): Promise<void> {
    if (this.isFrozen) await this.passes(0);
  }

  onDeath(what: () => void): void {
    this.deaths.push(what);
  }

  /** As `kill -9`: whatever it waited for is never answered. */
  die(why: string): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.world.story.tell(this.name, () => `dies ${why}`);
    for (const what of this.deaths) what();
  }

  /**
   * A call to something outside the process. It takes time both ways, and it can fail before its effect, fail after
   * its effect and before the answer, be slow, or be the moment at which the process dies, on either side of the effect.
   */
  async call<T>(what: string, peer: Peer, effect: () => Promise<T>): Promise<T> {
    const { weather, story } = this.world;
    const place = `${this.name} ${what}`;
    const fate = weather.fateOf(place, [`${peer}_`, 'crash_'], this.world.elapsed);
    const isSlow = fate.fault === `${peer}_slow`;
    const slowMs = isSlow ? 100 + Math.floor(weather.draw(place, `slow ${this.world.elapsed}`) * 1_900) : 0;
    if (fate.fault !== null) story.tell(this.name, () => `${what}: ${String(fate.fault)}`);
    await this.passes(fate.thereMs + slowMs);
    if (fate.fault === 'crash_before') return this.dieAt(what);
    if (fate.fault === `${peer}_failed` || fate.fault === `${peer}_away`) throw unavailable(peer, what);
    const answer = await effect();
    if (fate.fault === 'crash_after') return this.dieAt(`the end of ${what}`);
    await this.passes(fate.backMs);
    if (fate.fault === `${peer}_unheard`) throw unavailable(peer, what);
    return answer;
  }

  private dieAt(what: string): Promise<never> {
    this.die(`at ${what}`);
    return new Promise(() => undefined);
  }
}

const CODES = {
  database: 'LOCKSTEP_DATABASE_UNAVAILABLE',
  broker: 'LOCKSTEP_BROKER_UNAVAILABLE',
  registry: 'LOCKSTEP_REGISTRY_UNAVAILABLE',
} as const;

/** As the adapters say it. */
function unavailable(peer: Peer, what: string): LockstepError {
  return new LockstepError({
    code: CODES[peer],
    message: `the ${peer} did not answer: ${what}`,
    stage: 'attempt',
    disposition: 'pause',
    remedy: 'It is a simulated fault.',
  });
}
