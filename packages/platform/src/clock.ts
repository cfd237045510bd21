/** A timer that has not run yet. `cancel` may be called at any time, more than once. */
export interface Timer {
  cancel(): void;
}

/** Where the product gets its time from, so that tests can set it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `fn` once after `delayMs`, never earlier. `fn` must not throw. Negative delays count as 0. */
  setTimer(delayMs: number, fn: () => void): Timer;
}

/** Node's own limit: a longer timeout would fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(delayMs, fn) {
    const dueAt = Date.now() + delayMs;
    let handle: NodeJS.Timeout;
    const wait = (): void => {
      const leftMs = Math.max(0, dueAt - Date.now());
      // Timeouts may fire a millisecond early against the wall clock; a retry must never be early.
      handle = setTimeout(() => (Date.now() < dueAt ? wait() : fn()), Math.min(leftMs, LONGEST_TIMEOUT_MS));
    };
    wait();
    return { cancel: () => clearTimeout(handle) };
  },
};
