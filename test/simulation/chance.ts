/**
 * A number in [0, 1) that depends on the seed and the place it is drawn at, and on nothing drawn elsewhere: taking a
 * step out of a plan leaves the chances of all the others as they were, so that a failing history can be shortened.
 */
export function chanceAt(seed: number, place: string): number {
  // FNV-1a over the place, then murmur3's finaliser, which spreads neighbours apart.
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < place.length; index += 1) hash = Math.imul(hash ^ place.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** The chances of one place, one after the other. */
export class Dice {
  private rolled = 0;

  constructor(
    private readonly seed: number,
    private readonly place: string,
  ) {}

  /** In [0, 1). */
  next(): number {
    this.rolled += 1;
    return chanceAt(this.seed, `${this.place}#${this.rolled}`);
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  is(probability: number): boolean {
    return this.next() < probability;
  }

  one<T>(of: readonly T[]): T {
    return of[Math.floor(this.next() * of.length)]!;
  }
}
