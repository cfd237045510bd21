import { describe, expect, it } from '@jest/globals';
import type { Notification } from '@lockstep/messaging';
import { createVirtualClock, silentLogger } from '@lockstep/platform';
import { NotificationJournal, type Told } from './notification-journal.js';

const TOLD: Told = {
  thing: 'dlt:a:0',
  kind: 'dead_letter',
  channel: 'slack',
  state: 'told',
  attempts: 1,
  detail: null,
};

function setUp(failures: number) {
  const clock = createVirtualClock(5_000);
  const written: Notification[] = [];
  let left = failures;
  const journal = new NotificationJournal({
    topic: 't',
    codec: { encode: (value) => Promise.resolve(Buffer.from(JSON.stringify(value))) },
    producer: {
      send: ([record]) => {
        if ((left -= 1) >= 0) return Promise.reject(new Error('away'));
        written.push(JSON.parse(record?.value?.toString() ?? '') as Notification);
        return Promise.resolve();
      },
    },
    clock,
    logger: silentLogger,
  });
  return { clock, written, journal };
}

describe('the journal of what was told', () => {
  it('writes what, where, when and how often', async () => {
    const { journal, written, clock } = setUp(0);
    journal.record(TOLD);
    await clock.advance(0);
    expect(written).toEqual([
      { ...TOLD, route: null, at: 5_000, notificationId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ]);
  });

  it('goes on trying while Kafka is away, and keeps the time of the telling', async () => {
    const { journal, written, clock } = setUp(3);
    journal.record(TOLD);
    await clock.advance(10_000);
    expect(written.map(({ at }) => at)).toEqual([5_000]);
  });

  it('tries what waits once more at the stop', async () => {
    const { journal, written, clock } = setUp(5);
    journal.record(TOLD);
    await clock.advance(20_000);
    const closed = journal.close(3_000);
    await clock.advance(250);
    await closed;
    expect(written).toHaveLength(1);
  });

  it('gives up at the deadline', async () => {
    const { journal, written, clock } = setUp(1_000_000);
    journal.record(TOLD);
    await clock.advance(100_000);
    let closed = false;
    void journal.close(2_000).then(() => (closed = true));
    await clock.advance(1_999);
    expect(closed).toBe(false);
    await clock.advance(1);
    expect([closed, written, clock.pending()]).toEqual([true, [], []]);
  });
});
