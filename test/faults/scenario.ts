import type { ProductOptions, Proof, Servers } from '@lockstep/stack';
import type { Lockstep } from '../harness/lockstep.js';
import type { Load, LoadOptions } from './load.js';

/** What a machine must have for a scenario. One that is missing fails the scenario, with the remedy; nothing is skipped. */
export type Need = 'docker' | 'netns' | 'iptables' | 'tmpfs';

/** One way in which the world breaks under load. docs/guides/fault-runs.md says how to add one. */
export interface Scenario {
  /** `<group>: <what is done>`, unique; what `--only` is matched against. */
  readonly name: string;
  /** The part that is broken, as it is called in docs/reliability.md. */
  readonly group: string;
  /** Run by `--quick`, and so by every change. Keep it under 30 s. */
  readonly quick?: true;
  readonly needs?: readonly Need[];
  /**
   * What the product does not promise here: the check that may differ, and why, in words. It is printed beside the
   * verdict. Only for what docs/reliability.md says is not promised.
   */
  readonly notPromised?: Partial<Record<Check, string>>;
  /** Records are refused for good in it. Default: false, and one dead letter is a problem: an outage is none of the record's fault. */
  readonly deadLetters?: boolean;
  /** Retry delays that may still be pending at the heal; recovery may take so much longer. Default: 2 s. */
  readonly pendingRetryMs?: number;
  /** Starts the product, puts load on it, breaks something, heals it. What is judged is what is left after. */
  run(world: World): Promise<void>;
  /** What must hold after this scenario besides what holds after every one; answers what does not, in sentences. */
  also?(lockstep: Lockstep, proof: Proof): Promise<readonly string[]>;
}

/** Jepsen's words for what can go wrong. */
export type Check = 'lost' | 'duplicate' | 'stale' | 'unseen';

/** What a scenario has in its hands. */
export interface World {
  /** Shared by all scenarios of a run: leave them as they were. Kafka, registry and Postgres as local processes. */
  readonly servers: Servers;
  /** How long a soak lasts, and where its chance begins: `--seconds` (default 180), `--seed` (default: by chance). */
  readonly soak: { readonly ms: number; readonly seed: number };
  /** Starts the whole product on topics and a database of its own. Once a scenario. */
  start(options?: Partial<ProductOptions>): Promise<Lockstep>;
  /** Puts signed load on the product that `start` has started, until the scenario has healed. Once a scenario. */
  load(options?: LoadOptions): Load;
  /** The outage lasts so long; ends early only when the run is interrupted. */
  lasts(ms: number): Promise<void>;
  /** From here recovery is counted. Default: when `run` returns. */
  healed(): void;
  /** A step, for whoever watches. */
  say(step: string): void;
  /** Undoes something when the scenario is over, however it ends, also on Ctrl-C. The last one registered runs first. */
  atEnd(undo: () => Promise<void> | void): void;
}
