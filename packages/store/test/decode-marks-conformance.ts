import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DecodeMarks } from '../src/index.js';

/** What every implementation promises. `start` is the start of another process on the same marks. */
export function describeDecodeMarks(name: string, fresh: () => Promise<{ start(): DecodeMarks }>): void {
  describe(`decode marks (${name})`, () => {
    let start: () => DecodeMarks;
    beforeEach(async () => {
      ({ start } = await fresh());
    });

    it('count how many processes died on a record', async () => {
      expect(await start().mark('g', 't', 0, 7n)).toBe(0);
      expect(await start().mark('g', 't', 0, 7n)).toBe(1);
      expect(await start().mark('g', 't', 0, 7n)).toBe(2);
      expect(await start().mark('g', 't', 0, 8n)).toBe(0);
      expect(await start().mark('g', 't', 1, 7n)).toBe(0);
      expect(await start().mark('other', 't', 0, 7n)).toBe(0);
    });

    it('forget the records up to an offset', async () => {
      const marks = start();
      for (const offset of [7n, 8n, 9n]) await marks.mark('g', 't', 0, offset);
      await marks.clear('g', 't', 0, 8n);
      const next = start();
      expect(await next.mark('g', 't', 0, 8n)).toBe(0);
      expect(await next.mark('g', 't', 0, 9n)).toBe(1);
    });

    it('count a process once, however often it marks a record because it did not hear the answer', async () => {
      await start().mark('g', 't', 0, 7n);
      const patient = start();
      for (let attempt = 0; attempt < 3; attempt += 1) expect(await patient.mark('g', 't', 0, 7n)).toBe(1);
    });

    it('tell a new process that the last one did not end cleanly', async () => {
      expect(await start().begin('g', 't', 0)).toBe(false);
      expect(await start().begin('g', 't', 0)).toBe(true);
      expect(await start().begin('g', 't', 1)).toBe(false);
    });

    it('tell nothing after a clean end, nor to a process that gets its own partition back', async () => {
      const first = start();
      await first.begin('g', 't', 0);
      await first.begin('g', 't', 1);
      expect(await first.begin('g', 't', 0)).toBe(false);
      await first.end('g', 't', [0, 1]);
      await first.end('g', 't', []);
      expect(await start().begin('g', 't', 0)).toBe(false);
      expect(await start().begin('g', 't', 1)).toBe(false);
    });

    it('ignore the late end of a process whose partition another one reads by now', async () => {
      const first = start();
      await first.begin('g', 't', 0);
      await start().begin('g', 't', 0);
      await first.end('g', 't', [0]);
      expect(await start().begin('g', 't', 0)).toBe(true);
    });
  });
}
