import { describeManagerWaits } from '../../test/manager-waits-conformance.js';
import { createMemoryManagerWaits } from './manager-waits.js';

describeManagerWaits('memory', async () => {
  const known = new Set<string>();
  return {
    waits: createMemoryManagerWaits({ isApplied: (employeeId) => known.has(employeeId) }),
    applied: async (employeeId) => void known.add(employeeId),
  };
});
