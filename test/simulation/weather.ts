import { chanceAt } from './chance.js';
import type { Episode, FaultName } from './faults.js';

/** What hits one call, and how long its two ways take. */
export interface Fate {
  readonly fault: FaultName | null;
  readonly thereMs: number;
  readonly backMs: number;
}

/**
 * Which calls are hit by what. A call is named by its place and its number there, so that its fate is the same however
 * much else has been taken out of the plan. What was hit is remembered as atoms, which a shorter history may leave out.
 */
export class Weather {
  /** Atoms that had an effect in this run, in the order in which they had it. */
  readonly atoms = new Set<string>();
  private readonly calls = new Map<string, number>();

  constructor(
    private readonly seed: number,
    private readonly episodes: readonly Episode[],
    private readonly without: ReadonlySet<string>,
  ) {}

  /**
   * @param kinds prefixes of the faults that can hit this call, such as `database_`
   * @param at milliseconds since the beginning
   */
  fateOf(place: string, kinds: readonly string[], at: number): Fate {
    const number = (this.calls.get(place) ?? 0) + 1;
    this.calls.set(place, number);
    const call = `${place}#${number}`;
    const ways = {
      thereMs: 1 + Math.floor(this.draw(call, 'there') * 4),
      backMs: Math.floor(this.draw(call, 'back') * 4),
    };
    const index = this.episodes.findIndex(({ from, to }) => from <= at && at < to);
    const rates = this.episodes[index]?.rates ?? {};
    for (const [name, rate] of Object.entries(rates) as [FaultName, number][]) {
      if (!kinds.some((kind) => name.startsWith(kind)) || this.draw(call, name) >= rate) continue;
      const atoms = [`episode:${index}:${name}`, `${name} at ${call}`];
      if (atoms.some((atom) => this.without.has(atom))) continue;
      for (const atom of atoms) this.atoms.add(atom);
      return { fault: name, ...ways };
    }
    return { fault: null, ...ways };
  }

  /** A chance that belongs to one call: how long exactly, how much exactly. */
  draw(call: string, what: string): number {
    return chanceAt(this.seed, `${call} ${what}`);
  }
}
