/** Time as the adapters need it; the platform's `Clock` fits. */
export interface BrokerClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `fn` once after `delayMs`, never earlier. */
  setTimer(delayMs: number, fn: () => void): { cancel(): void };
}

/** `setTimeout` fires at once above this. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** The machine's clock. */
export const machineClock: BrokerClock = {
  now: () => Date.now(),
  setTimer(delayMs, fn) {
    const timeout = setTimeout(fn, Math.min(Math.max(0, Math.ceil(delayMs)), LONGEST_TIMEOUT_MS));
    return { cancel: () => clearTimeout(timeout) };
  },
};
