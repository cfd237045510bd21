/** The known word nearest to a mistyped one, as ` Did you mean x?` to append to a message; `''` when none is near. */
export function didYouMean(typed: string, known: Iterable<string>): string {
  const limit = Math.max(1, Math.floor(typed.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const word of known) {
    if (Math.abs(word.length - typed.length) >= bestDistance) continue;
    const found = distance(typed.toLowerCase(), word.toLowerCase());
    if (found < bestDistance) [best, bestDistance] = [word, found];
  }
  return best === null ? '' : ` Did you mean ${best}?`;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
