import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ManagerWait, ManagerWaits } from '../src/index.js';

function waitOf(employeeId: string, managerId: string, text = 'event'): ManagerWait {
  return { employeeId, managerId, value: Buffer.from(text), headers: { 'lockstep-attempt': '1' } };
}

export interface ManagerWaitsUnderTest {
  readonly waits: ManagerWaits;
  /** The ledger learns that the platform holds this employee. */
  applied(employeeId: string): Promise<void>;
}

/** What every implementation promises. */
export function describeManagerWaits(name: string, fresh: () => Promise<ManagerWaitsUnderTest>): void {
  describe(`manager waits (${name})`, () => {
    let under: ManagerWaitsUnderTest;
    let waits: ManagerWaits;
    beforeEach(async () => {
      under = await fresh();
      ({ waits } = under);
    });

    it('keeps one wait per employee, the newest', async () => {
      await waits.add([waitOf('1', 'm1', 'old')]);
      await waits.add([waitOf('1', 'm2', 'newer'), waitOf('1', 'm3', 'newest')]);
      for (const manager of ['m1', 'm2', 'm3']) await under.applied(manager);
      expect(await waits.ready(10)).toEqual([waitOf('1', 'm3', 'newest')]);
    });

    it('hands over those whose manager has been applied, the longest waiting first', async () => {
      await waits.add([waitOf('3', 'm1')]);
      await waits.add([waitOf('1', 'm1')]);
      await waits.add([waitOf('2', 'm2')]);
      expect(await waits.ready(10)).toEqual([]);
      await under.applied('m1');
      expect(await waits.ready(10)).toEqual([waitOf('3', 'm1'), waitOf('1', 'm1')]);
      expect(await waits.ready(1)).toEqual([waitOf('3', 'm1')]);
    });

    it('forgets those that were sent, but not one that has replaced the one that was sent', async () => {
      const sent = [waitOf('1', 'm1', 'old'), waitOf('2', 'm1')];
      await waits.add([...sent, waitOf('3', 'm1')]);
      await waits.add([waitOf('1', 'm1', 'new')]);
      await waits.removeSent(sent);
      await waits.removeSent([]);
      await under.applied('m1');
      expect(await waits.ready(10)).toEqual([waitOf('3', 'm1'), waitOf('1', 'm1', 'new')]);
    });
  });
}
