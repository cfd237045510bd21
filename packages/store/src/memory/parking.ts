import type { ParkedRecord, Parking } from '../ledger.js';

/** The twin in memory, for tests. Dies with the process, so nothing parked here is durable. */
export function createMemoryParking(): Parking {
  const parked: ParkedRecord[] = [];
  let draining = false;
  return {
    async park(records) {
      parked.push(...records);
    },
    async drain(limit, publish) {
      if (draining) return 0;
      draining = true;
      try {
        const oldest = parked.slice(0, limit);
        if (oldest.length === 0) return 0;
        await publish(oldest);
        parked.splice(0, oldest.length);
        return oldest.length;
      } finally {
        draining = false;
      }
    },
    async count() {
      return parked.length;
    },
  };
}
