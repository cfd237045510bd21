import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SystemCondition } from '@lockstep/domain';
import type { ConditionBoard } from '../src/index.js';

function paused(since: number, overrides: Partial<SystemCondition> = {}): SystemCondition {
  return {
    conditionId: `upserter_paused:${since}`,
    kind: 'upserter_paused',
    state: 'raised',
    service: 'upserter',
    code: 'LOCKSTEP_LND_THROTTLED',
    reason: 'asked to wait',
    since,
    at: since + 5,
    until: since + 1000,
    ...overrides,
  };
}

/** What every board promises. `another` is a second instance. */
export function describeConditionBoard(
  name: string,
  fresh: () => Promise<{ board: ConditionBoard; another: ConditionBoard }>,
): void {
  describe(`the condition board (${name})`, () => {
    let board: ConditionBoard;
    let another: ConditionBoard;
    beforeEach(async () => {
      ({ board, another } = await fresh());
    });

    it('opens a condition once for all instances, and keeps the newest expected end', async () => {
      expect(await board.open('upserter_paused')).toBeNull();
      expect(await board.raise(paused(100))).toEqual({ condition: paused(100), announced: false });
      const second = await another.raise(paused(200, { until: 9000 }));
      expect(second).toEqual({ condition: paused(100, { until: 9000 }), announced: false });
      expect(await another.open('upserter_paused')).toEqual(paused(100, { until: 9000 }));
      expect(await another.open('upserter_halted')).toBeNull();
    });

    it('remembers that it has been announced until it is closed', async () => {
      await board.raise(paused(100));
      await board.announced('upserter_paused:100');
      expect((await another.raise(paused(200))).announced).toBe(true);
      await another.close('upserter_paused:100', 300);
      expect(await board.open('upserter_paused')).toBeNull();
      expect(await board.raise(paused(400, { until: null }))).toEqual({
        condition: paused(400, { until: null }),
        announced: false,
      });
    });

    it('passes a person’s wish to go on to every instance, while the condition is open', async () => {
      expect(await board.requestResume('upserter_paused', 100)).toBe(false);
      expect(await board.resumeRequestedAt('upserter_paused')).toBeNull();
      await board.raise(paused(100));
      expect(await another.requestResume('upserter_paused', 150)).toBe(true);
      expect(await board.resumeRequestedAt('upserter_paused')).toBe(150);
      await board.close('upserter_paused:100', 200);
      expect(await board.requestResume('upserter_paused', 250)).toBe(false);
      expect(await board.resumeRequestedAt('upserter_paused')).toBe(150);
    });
  });
}
