import { describe, expect, it } from '@jest/globals';
import { isLockstepError, LockstepError } from '@lockstep/domain';
import { createVirtualClock } from '@lockstep/platform';
import type { OutgoingRecord } from '../broker.js';
import { ProduceQueue, type ProduceResult } from './produce-queue.js';

const error = (code: string) =>
  new LockstepError({ code, message: code, stage: 'attempt', disposition: 'pause', remedy: '' });
const record = (value: string, size = 0): OutgoingRecord => ({
  topic: 't',
  key: null,
  value: Buffer.from(value.padEnd(size, '.')),
});
const ACKNOWLEDGED: ProduceResult = { kind: 'acknowledged' };

/** A queue whose requests are answered by hand. */
function setUp(limits: { maxBytes?: number; maxRecords?: number } = {}) {
  const clock = createVirtualClock();
  const requests: { values: string[]; answer: (result: ProduceResult) => void; abandoned: boolean }[] = [];
  const queue = new ProduceQueue({
    clock,
    expired: () => error('LOCKSTEP_BROKER_UNAVAILABLE'),
    maxBytes: 10_000,
    maxRecords: 100,
    ...limits,
    produce: (records, abandoned) =>
      new Promise((answer) => {
        const values = records.map(({ value }) => value!.toString().replace(/\.+$/, ''));
        const request = { values, answer, abandoned: false };
        requests.push(request);
        void abandoned.then(() => {
          request.abandoned = true;
          answer({ kind: 'unavailable', error: error('LOCKSTEP_BROKER_UNAVAILABLE') });
        });
      }),
  });
  const send = (value: string, deadlineMs = 10_000) => {
    const state = { outcome: 'open' };
    queue.send([record(value)], deadlineMs).then(
      () => (state.outcome = 'sent'),
      (thrown: unknown) => (state.outcome = isLockstepError(thrown) ? thrown.code : String(thrown)),
    );
    return state;
  };
  return { clock, requests, queue, send };
}

describe('sends that share requests', () => {
  it('goes out at once when nothing is under way, and collects while something is', async () => {
    const { clock, requests, send } = setUp();
    const sends = [send('a')];
    await clock.advance(0);
    expect(requests.map(({ values }) => values)).toEqual([['a']]);
    sends.push(send('b'), send('c'));
    await clock.advance(0);
    expect(requests).toHaveLength(1);
    requests[0]!.answer(ACKNOWLEDGED);
    await clock.advance(0);
    expect(requests.map(({ values }) => values)).toEqual([['a'], ['b', 'c']]);
    requests[1]!.answer(ACKNOWLEDGED);
    await clock.advance(0);
    expect(sends.map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent']);
  });

  it('keeps requests below their bounds, and splits a send that is larger', async () => {
    const { clock, requests, queue } = setUp({ maxRecords: 2 });
    const sent = queue.send(
      ['1', '2', '3'].map((value) => record(value)),
      1_000,
    );
    await clock.advance(0);
    requests[0]!.answer(ACKNOWLEDGED);
    await clock.advance(0);
    requests[1]!.answer(ACKNOWLEDGED);
    await sent;
    expect(requests.map(({ values }) => values)).toEqual([['1', '2'], ['3']]);
  });

  it('abandons a request only when everyone in it has given up, and goes on with the next', async () => {
    const { clock, requests, send } = setUp();
    const hanging = [send('a', 1_000)];
    await clock.advance(0);
    hanging.push(send('b', 5_000));
    await clock.advance(999);
    expect(requests[0]!.abandoned).toBe(false);
    await clock.advance(1);
    expect([hanging[0]!.outcome, requests[0]!.abandoned]).toEqual(['LOCKSTEP_BROKER_UNAVAILABLE', true]);
    await clock.advance(0);
    expect(requests[1]!.values).toEqual(['b']);
    requests[1]!.answer(ACKNOWLEDGED);
    await clock.advance(0);
    expect(hanging[1]!.outcome).toBe('sent');
  });

  it('tries again, in order, while Kafka is away and somebody waits', async () => {
    const { clock, requests, send } = setUp();
    const first = send('a');
    await clock.advance(0);
    requests[0]!.answer({ kind: 'unavailable', error: error('LOCKSTEP_BROKER_UNAVAILABLE') });
    const second = send('b');
    await clock.advance(200);
    expect(requests.map(({ values }) => values)).toEqual([['a'], ['a', 'b']]);
    requests[1]!.answer(ACKNOWLEDGED);
    await clock.advance(0);
    expect([first.outcome, second.outcome]).toEqual(['sent', 'sent']);
  });

  it('lets only the bad one fail when a shared request is refused', async () => {
    const { clock, requests, send } = setUp();
    const blocker = send('blocker');
    await clock.advance(0);
    const sends = [send('good'), send('bad'), send('fine')];
    requests[0]!.answer(ACKNOWLEDGED);
    await clock.advance(0);
    requests[1]!.answer({ kind: 'refused', error: error('LOCKSTEP_RECORD_TOO_LARGE') });
    await clock.advance(0);
    for (const index of [2, 3, 4]) {
      const { values, answer } = requests[index]!;
      answer(values[0] === 'bad' ? { kind: 'refused', error: error('LOCKSTEP_RECORD_TOO_LARGE') } : ACKNOWLEDGED);
      await clock.advance(0);
    }
    expect([blocker, ...sends].map(({ outcome }) => outcome)).toEqual([
      'sent',
      'sent',
      'LOCKSTEP_RECORD_TOO_LARGE',
      'sent',
    ]);
  });

  it('tells those who wait for their turn after a refusal in time, too', async () => {
    const { clock, requests, send } = setUp();
    send('blocker');
    await clock.advance(0);
    const sends = [send('bad', 5_000), send('late', 1_000)];
    requests[0]!.answer(ACKNOWLEDGED);
    await clock.advance(0);
    requests[1]!.answer({ kind: 'refused', error: error('LOCKSTEP_RECORD_TOO_LARGE') });
    await clock.advance(999);
    expect(sends.map(({ outcome }) => outcome)).toEqual(['open', 'open']);
    await clock.advance(1);
    expect(sends.map(({ outcome }) => outcome)).toEqual(['open', 'LOCKSTEP_BROKER_UNAVAILABLE']);
  });

  it('keeps one timer for all, at the earliest deadline, and none when nobody waits', async () => {
    const { clock, requests, send } = setUp();
    const start = clock.now();
    for (const deadlineMs of [5_000, 1_000, 3_000]) send('a', deadlineMs);
    await clock.advance(0);
    expect(clock.pending()).toEqual([start + 1_000]);
    await clock.advance(1_000);
    expect(clock.pending()).toEqual([start + 3_000]);
    requests[0]!.answer(ACKNOWLEDGED);
    await clock.advance(0);
    expect(clock.pending()).toEqual([]);
  });

  it('is drained when nothing waits any more', async () => {
    const { clock, requests, queue, send } = setUp();
    send('a');
    let drained = false;
    void queue.drained().then(() => (drained = true));
    await clock.advance(0);
    expect(drained).toBe(false);
    requests[0]!.answer(ACKNOWLEDGED);
    await clock.advance(0);
    expect(drained).toBe(true);
  });
});
