/** Longest wait between two attempts to tell a thing. */
export const LONGEST_RETRY_MS = 60_000;

/**
 * How long to wait after the `attempt`-th failure: doubling from `firstMs`, at most a minute, spread over the last
 * quarter so that what failed together does not come back together.
 * @param chance from 0 to 1
 */
export function retryDelayMs(attempt: number, firstMs: number, chance: number): number {
  const fullMs = Math.min(LONGEST_RETRY_MS, firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(fullMs * (0.75 + 0.25 * chance));
}
