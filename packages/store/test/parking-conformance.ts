import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ParkedRecord, Parking } from '../src/index.js';

function parkedRecord(n: number, overrides: Partial<ParkedRecord> = {}): ParkedRecord {
  const key = Buffer.from(String(n));
  return { topic: 'employee.events', key, value: Buffer.from([0, n, 255]), headers: { n: String(n) }, ...overrides };
}

/** What every parking promises. `another` is a second instance on the same records. */
export function describeParking(name: string, fresh: () => Promise<{ parking: Parking; another: Parking }>): void {
  describe(`the parking (${name})`, () => {
    let parking: Parking;
    let another: Parking;
    beforeEach(async () => {
      ({ parking, another } = await fresh());
    });
    const drainAll = async (limit: number): Promise<ParkedRecord[]> => {
      const published: ParkedRecord[] = [];
      while ((await parking.drain(limit, async (records) => void published.push(...records))) > 0);
      return published;
    };

    it('hands the records over as they were parked, oldest first, and forgets them', async () => {
      const records = Array.from({ length: 25 }, (_, n) => parkedRecord(n));
      await parking.park(records.slice(0, 10));
      await another.park(records.slice(10));
      expect(await parking.count()).toBe(25);
      expect(await drainAll(7)).toEqual(records);
      expect(await parking.count()).toBe(0);
    });

    it('keeps a record without a key and with headers of any text', async () => {
      const record = parkedRecord(1, { key: null, headers: { quoted: `"x", \\ {ü}`, empty: '' } });
      await parking.park([record]);
      expect(await drainAll(10)).toEqual([record]);
    });

    it('parks nothing and drains nothing without a call', async () => {
      await parking.park([]);
      const publish = (): Promise<void> => Promise.reject(new Error('called'));
      expect(await parking.drain(10, publish)).toBe(0);
    });

    it('keeps everything, in order, when publishing fails', async () => {
      await parking.park([parkedRecord(1), parkedRecord(2)]);
      await expect(parking.drain(10, () => Promise.reject(new Error('broker away')))).rejects.toThrow('broker away');
      expect(await parking.count()).toBe(2);
      expect(await drainAll(10)).toEqual([parkedRecord(1), parkedRecord(2)]);
    });

    it('lets one instance drain at a time, and take in what is parked meanwhile', async () => {
      await parking.park([parkedRecord(1)]);
      let others = -1;
      await parking.drain(10, async () => {
        others = await another.drain(10, async () => {});
        await another.park([parkedRecord(2)]);
      });
      expect(others).toBe(0);
      expect(await drainAll(10)).toEqual([parkedRecord(2)]);
    });
  });
}
