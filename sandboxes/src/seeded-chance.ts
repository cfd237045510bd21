/**
 * A number in [0, 1) that depends on nothing but the seed and the parts. Not a sequence: what one request is dealt does
 * not depend on which others came before it, so a faulty run can be repeated although its requests race.
 */
export function chanceOf(seed: number, ...parts: readonly (string | number)[]): number {
  let hash = (2_166_136_261 ^ seed) >>> 0;
  for (const part of parts) {
    for (const code of `${part}\u0000`) hash = Math.imul(hash ^ (code.codePointAt(0) ?? 0), 16_777_619);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0_aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a_2d97);
  return ((hash ^ (hash >>> 15)) >>> 0) / 4_294_967_296;
}

/** A repeatable sequence of numbers in [0, 1), for what is made in one go (an organisation, a stream of changes). */
export function chanceSequence(seed: number): () => number {
  let n = 0;
  return () => chanceOf(seed, (n += 1));
}
