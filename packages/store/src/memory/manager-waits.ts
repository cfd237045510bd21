import type { ManagerWait, ManagerWaits } from '../ledger.js';

export interface MemoryManagerWaitsOptions {
  /** Whether the platform is known to hold this employee; the ledger knows. */
  readonly isApplied: (employeeId: string) => boolean;
}

/** The twin in memory, for tests. Dies with the process. */
export function createMemoryManagerWaits(options: MemoryManagerWaitsOptions): ManagerWaits {
  const waits = new Map<string, ManagerWait>();
  return {
    async add(added) {
      for (const wait of added) {
        // Taken out first, so that a replaced wait waits from now.
        waits.delete(wait.employeeId);
        waits.set(wait.employeeId, wait);
      }
    },
    async ready(limit) {
      return [...waits.values()].filter((wait) => options.isApplied(wait.managerId)).slice(0, limit);
    },
    async removeSent(sent) {
      for (const wait of sent) {
        const current = waits.get(wait.employeeId);
        if (current?.managerId === wait.managerId && current.value.equals(wait.value)) waits.delete(wait.employeeId);
      }
    },
  };
}
