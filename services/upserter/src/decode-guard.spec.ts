import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '@lockstep/messaging';
import type { DecodeMarksState } from '@lockstep/store';
import { createMemoryDecodeMarks } from '@lockstep/store';
import { DecodeGuard } from './decode-guard.js';

const TOPIC = 'lockstep.employee.events';
const at = (offset: bigint) => ({ topic: TOPIC, partition: 0, offset }) as Delivery;

/** One life of the process: dies while it decodes `deadly`, ends in good order when it gets past it. */
async function life(state: DecodeMarksState, processId: string, deadly: bigint): Promise<'died' | 'ended'> {
  const guard = new DecodeGuard(createMemoryDecodeMarks({ state, processId }), { group: 'g', window: 10 });
  for (const offset of [5n, 6n, 7n]) {
    const skip = await guard.isDeadly(at(offset));
    if (offset === deadly && !skip) return 'died';
    await guard.survived(at(offset));
  }
  await guard.end(TOPIC, [0]);
  return 'ended';
}

describe('a record that kills the process', () => {
  it('is put aside undecoded after three deaths, and costs nothing afterwards', async () => {
    const state: DecodeMarksState = { marks: new Map(), readers: new Map() };
    const lives = [];
    for (const processId of ['a', 'b', 'c', 'd', 'e']) lives.push(await life(state, processId, 6n));
    expect(lives).toEqual(['died', 'died', 'died', 'ended', 'died']);
  });

  it('is the only one that is put aside', async () => {
    const state: DecodeMarksState = { marks: new Map(), readers: new Map() };
    for (const processId of ['a', 'b', 'c']) await life(state, processId, 6n);
    const guard = new DecodeGuard(createMemoryDecodeMarks({ state, processId: 'd' }), { group: 'g', window: 10 });
    const deadly = [];
    for (const offset of [5n, 6n, 7n]) {
      deadly.push(await guard.isDeadly(at(offset)));
      await guard.survived(at(offset));
    }
    expect(deadly).toEqual([false, true, false]);
  });

  it('marks nothing after a clean end', async () => {
    const state: DecodeMarksState = { marks: new Map(), readers: new Map() };
    await life(state, 'a', 99n);
    const guard = new DecodeGuard(createMemoryDecodeMarks({ state, processId: 'b' }), { group: 'g', window: 10 });
    await guard.isDeadly(at(8n));
    expect(state.marks.size).toBe(0);
  });
});
