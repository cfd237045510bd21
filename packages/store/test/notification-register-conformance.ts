import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NotificationRegister } from '../src/index.js';

export interface RegisterUnderTest {
  readonly register: NotificationRegister;
  readonly another: NotificationRegister;
  /** Lets this much time pass. */
  pass(ms: number): Promise<void>;
}

/** What every register promises. `another` is a second instance. */
export function describeNotificationRegister(name: string, fresh: () => Promise<RegisterUnderTest>): void {
  describe(`the notification register (${name})`, () => {
    let under: RegisterUnderTest;
    beforeEach(async () => {
      under = await fresh();
    });

    it('lets exactly one of many begin', async () => {
      const asked = Array.from({ length: 10 }, (_, n) =>
        (n % 2 === 0 ? under.register : under.another).begin('a', 60_000),
      );
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
      expect(await under.register.begin('b', 60_000)).toBe(true);
    });

    it('tells a thing once, for good', async () => {
      await under.register.begin('a', 1000);
      expect(await under.another.isTold('a')).toBe(false);
      await under.register.told('a');
      expect(await under.another.isTold('a')).toBe(true);
      await under.pass(100_000);
      expect(await under.another.begin('a', 1000)).toBe(false);
      await under.another.release('a', 0);
      await under.pass(1);
      expect(await under.another.begin('a', 1000)).toBe(false);
    });

    it('lets another begin when the lease has run out', async () => {
      await under.register.begin('a', 1000);
      await under.pass(1000);
      expect(await under.another.begin('a', 1000)).toBe(true);
    });

    it('lets somebody begin again after the delay of a failed attempt', async () => {
      await under.register.begin('a', 60_000);
      await under.register.release('a', 1000);
      expect(await under.another.begin('a', 60_000)).toBe(false);
      await under.pass(1000);
      expect(await under.another.begin('a', 60_000)).toBe(true);
    });

    it('remembers as told what nobody had begun', async () => {
      await under.register.told('a');
      expect(await under.another.begin('a', 1000)).toBe(false);
    });
  });
}
