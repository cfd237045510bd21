import { describe, expect, it } from '@jest/globals';
import type { SystemCondition } from '@lockstep/domain';
import { DEFAULT_GATE_SETTINGS } from '@lockstep/domain';
import type { OutgoingRecord } from '@lockstep/messaging';
import { createVirtualClock, silentLogger } from '@lockstep/platform';
import { createMemoryConditionBoard } from '@lockstep/store';
import { producerInto } from '../test/pipeline-harness.js';
import { ConditionAnnouncer } from './condition-announcer.js';
import { GateKeeper } from './gate-keeper.js';
import { Persistence } from './persistence.js';

/** Instances of the upserter that share a board, over time that only the test moves. */
function upserters() {
  const clock = createVirtualClock(1_000_000);
  const board = createMemoryConditionBoard();
  const sent: OutgoingRecord[] = [];
  const start = () => {
    const gate = new GateKeeper(clock, DEFAULT_GATE_SETTINGS);
    const announcer = new ConditionAnnouncer(
      { settleMs: 10_000, lookEveryMs: 1_000 },
      {
        board,
        gate,
        producer: producerInto(sent),
        encode: (condition) => Promise.resolve(Buffer.from(JSON.stringify(condition))),
        topic: 'ops.conditions',
        persistence: new Persistence(clock, silentLogger),
        clock,
        logger: silentLogger,
      },
    );
    return { gate, announcer };
  };
  const told = () =>
    sent.map(({ value }) => JSON.parse(String(value)) as SystemCondition).map((one) => `${one.kind} ${one.state}`);
  return { clock, board, start, told };
}

const goDown = (gate: GateKeeper): void => {
  for (let n = 0; n < 5; n++) gate.signal({ kind: 'unavailable', employeeId: `e${n}` }, false);
};

describe('an outage', () => {
  it('is announced once, whatever instances see it, and however often the platform flaps', async () => {
    const { clock, start, told } = upserters();
    const [first, second] = [start(), start()];
    goDown(first.gate);
    await clock.advance(1);
    goDown(second.gate);
    await clock.advance(1);
    for (let flap = 0; flap < 5; flap++) {
      first.gate.signal({ kind: 'resumed' }, false);
      await clock.advance(5_000);
      goDown(first.gate);
      await clock.advance(5_000);
    }
    expect(told()).toEqual(['upserter_paused raised']);
  });

  it('is over when the gate has stayed open for long enough, and that is announced once too', async () => {
    const { clock, start, told } = upserters();
    const { gate } = start();
    goDown(gate);
    await clock.advance(120_000);
    gate.signal({ kind: 'resumed' }, false);
    await clock.advance(9_999);
    expect(told()).toEqual(['upserter_paused raised']);
    await clock.advance(60_000);
    expect(told()).toEqual(['upserter_paused raised', 'upserter_paused cleared']);
  });
});

describe('a halt', () => {
  it('is not cleared by an instance whose own pause is over, and a person can still resume it', async () => {
    const { clock, board, start, told } = upserters();
    const [paused, halted] = [start(), start()];
    goDown(paused.gate);
    halted.gate.signal({ kind: 'unauthorised' }, false);
    await clock.advance(1);
    paused.gate.signal({ kind: 'resumed' }, false);
    await clock.advance(15_000);
    expect(told().sort()).toEqual(['upserter_halted raised', 'upserter_paused cleared', 'upserter_paused raised']);
    expect(await board.requestResume('upserter_halted', clock.now())).toBe(true);
    await clock.advance(1_000);
    expect(halted.gate.isOpen).toBe(true);
  });

  it('is raised anew by whoever is still halted when another instance has cleared it', async () => {
    const { clock, board, start, told } = upserters();
    const [first, second] = [start(), start()];
    for (const { gate } of [first, second]) {
      gate.signal({ kind: 'unauthorised' }, false);
      await clock.advance(1);
    }
    first.gate.signal({ kind: 'resumed' }, false);
    await clock.advance(12_000);
    expect(told()).toEqual(['upserter_halted raised', 'upserter_halted cleared', 'upserter_halted raised']);
    expect(await board.requestResume('upserter_halted', clock.now())).toBe(true);
    await clock.advance(1_000);
    expect(second.gate.isOpen).toBe(true);
  });

  it('ends for every instance when a person resumes', async () => {
    const { clock, board, start, told } = upserters();
    const [first, second] = [start(), start()];
    for (const { gate } of [first, second]) {
      gate.signal({ kind: 'unauthorised' }, false);
      await clock.advance(1);
    }
    await clock.advance(3_600_000);
    expect([first.gate.isOpen, second.gate.isOpen]).toEqual([false, false]);
    await board.requestResume('upserter_halted', clock.now());
    await clock.advance(1_000);
    expect([first.gate.isOpen, second.gate.isOpen]).toEqual([true, true]);
    expect(told()).toEqual(['upserter_halted raised']);
    await Promise.all([first.announcer.stop(), second.announcer.stop()]);
  });
});
