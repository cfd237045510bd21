import { eventually as untilTrue } from '@lockstep/testkit';

/**
 * Asks again until the answer is good, and returns it; a look that throws counts as not yet (a broker that is just
 * coming back). Past the deadline it fails with what was seen last.
 */
export function eventually<T>(
  look: () => Promise<T> | T,
  isGood: (answer: T) => boolean,
  options: { readonly deadlineMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  return untilTrue(look, { until: isGood, deadlineMs: options.deadlineMs ?? 20_000, everyMs: options.everyMs ?? 100 });
}
