import type { NotificationRegister } from '../ledger.js';

export interface MemoryNotificationRegisterOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The twin in memory, for tests. Dies with the process. */
export function createMemoryNotificationRegister(options: MemoryNotificationRegisterOptions): NotificationRegister {
  const leases = new Map<string, number>();
  const TOLD = Number.POSITIVE_INFINITY;
  return {
    async begin(thing, leaseMs) {
      if ((leases.get(thing) ?? 0) > options.now()) return false;
      leases.set(thing, options.now() + leaseMs);
      return true;
    },
    async told(thing) {
      leases.set(thing, TOLD);
    },
    async isTold(thing) {
      return leases.get(thing) === TOLD;
    },
    async release(thing, delayMs) {
      const lease = leases.get(thing);
      if (lease !== undefined && lease !== TOLD) leases.set(thing, options.now() + delayMs);
    },
  };
}
