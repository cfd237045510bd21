import { usageError } from './usage-error.js';

/** The shortest beginning of an ID that may stand for it. */
const SHORTEST = 8;

/** How much of a hash a list shows; what is no hash is shown whole. */
export function shortId(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}

/** Whether `given` is the ID or begins it. */
export function isIdOf(id: string, given: string): boolean {
  return id === given || (given.length >= SHORTEST && id.startsWith(given));
}

/**
 * The one ID that is meant.
 * @throws LockstepError LOCKSTEP_USAGE when it begins several; null when it begins none
 */
export function meantId(ids: Iterable<string>, given: string): string | null {
  const found = [...ids].filter((id) => isIdOf(id, given));
  if (found.includes(given)) return given;
  if (found.length > 1) throw usageError(`${given} begins ${found.length} IDs`, `Type more of it: ${found.join(', ')}`);
  return found[0] ?? null;
}
