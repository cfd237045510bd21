import { inspect } from 'node:util';

export interface EventuallyOptions<T> {
  /** Default 10 s. */
  readonly deadlineMs?: number;
  /** What is waited for, in words; stands in the error. */
  readonly describe?: string;
  /** When it has come true. Default: when `look` gives anything but false, null and undefined. */
  readonly until?: (seen: T) => boolean;
  /** Default 20 ms. */
  readonly everyMs?: number;
}

/**
 * Looks until the condition holds and gives what was seen. Until then a throwing `look` (a failed `expect`) counts as
 * not yet. At the deadline the error says what was seen last.
 */
export async function eventually<T>(look: () => T | Promise<T>, options: EventuallyOptions<T> = {}): Promise<T> {
  const { deadlineMs = 10_000, everyMs = 20, describe = 'the condition' } = options;
  const until = options.until ?? ((seen: T) => seen !== false && seen !== null && seen !== undefined);
  const endsAt = Date.now() + deadlineMs;
  for (;;) {
    let last: string;
    let cause: unknown;
    try {
      const seen = await look();
      if (until(seen)) return seen;
      last = inspect(seen, { depth: 6, breakLength: 120 });
    } catch (thrown) {
      cause = thrown;
      last = thrown instanceof Error ? thrown.message : inspect(thrown);
    }
    if (Date.now() >= endsAt)
      throw new Error(`${describe} did not come true within ${deadlineMs} ms; last seen: ${last}`, { cause });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
