/** A timer that has not run yet. `cancel` may be called at any time, more than once. */
export interface Timer {
  cancel(): void;
}

/** Where the product gets its time from, so that tests can set it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Milliseconds since some beginning, only ever forward: for limits and leases, which a wall clock that is set must
   * neither stretch nor cut short.
   */
  elapsed(): number;
  /**
   * Runs `fn` once after `delayMs` by `elapsed`, never earlier; whoever waits for a moment asks `now` again then. `fn`
   * must not throw. Negative delays count as 0.
   */
  setTimer(delayMs: number, fn: () => void): Timer;
}

/** Node's own limit: a longer timeout would fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimer(delayMs, fn) {
    const dueAt = performance.now() + delayMs;
    let handle: NodeJS.Timeout;
    const wait = (): void => {
      const leftMs = Math.max(0, Math.ceil(dueAt - performance.now()));
      // Timeouts may fire a millisecond early; a retry must never be early.
      handle = setTimeout(() => (performance.now() < dueAt ? wait() : fn()), Math.min(leftMs, LONGEST_TIMEOUT_MS));
    };
    wait();
    return { cancel: () => clearTimeout(handle) };
  },
};
