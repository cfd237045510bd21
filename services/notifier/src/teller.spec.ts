import { describe, expect, it } from '@jest/globals';
import type { NotificationChannel } from '@lockstep/connectors';
import { LockstepError } from '@lockstep/domain';
import { createVirtualClock, silentLogger } from '@lockstep/platform';
import { createMemoryNotificationRegister, type NotificationRegister } from '@lockstep/store';
import type { Told } from './notification-journal.js';
import { Teller } from './teller.js';
import type { Thing } from './thing.js';

const refused = new LockstepError({
  code: 'LOCKSTEP_NOTIFY_REFUSED',
  message: 'answered 500',
  stage: 'attempt',
  disposition: 'retry',
  remedy: 'x',
});
const thing = (name: string, sequence?: string): Thing => ({
  kind: 'dead_letter',
  message: { thing: name, title: name, lines: [] },
  ...(sequence === undefined ? {} : { sequence }),
});

interface Sent {
  readonly name: string;
  readonly at: number;
}

function setUp(
  over: {
    answer?: (name: string, nth: number) => 'told' | LockstepError | Promise<'told' | LockstepError>;
    register?: (real: NotificationRegister) => NotificationRegister;
  } = {},
) {
  const clock = createVirtualClock(0);
  const sent: Sent[] = [];
  const logged: string[] = [];
  const journal: Told[] = [];
  const hook: NotificationChannel = {
    name: 'slack',
    send: async (message) => {
      sent.push({ name: message.thing, at: clock.now() });
      const nth = sent.filter(({ name }) => name === message.thing).length;
      return over.answer === undefined ? 'told' : over.answer(message.thing, nth);
    },
    close: () => Promise.resolve(),
  };
  const log: NotificationChannel = {
    ...hook,
    name: 'log',
    send: (message) => Promise.resolve(void logged.push(message.thing)).then(() => 'told' as const),
  };
  const memory = createMemoryNotificationRegister({ now: () => clock.now() });
  const register = over.register?.(memory) ?? memory;
  const make = () =>
    new Teller(
      { firstRetryMs: 1_000, leaseMs: 30_000 },
      {
        channels: [hook, log],
        register,
        journal: { record: (told) => void journal.push(told) },
        metrics: { told: () => {}, failed: () => {}, waiting: () => {} },
        clock,
        logger: silentLogger,
        chance: () => 1,
      },
    );
  return { clock, sent, logged, journal, make, register, teller: make() };
}

describe('telling a thing', () => {
  it('goes through every channel once and is recorded', async () => {
    const { teller, clock, sent, logged, journal } = setUp();
    const told = teller.tell(thing('a'));
    await clock.advance(0);
    expect(await told).toBe(true);
    expect([sent, logged]).toEqual([[{ name: 'a', at: 0 }], ['a']]);
    expect(journal.map(({ channel, state, attempts }) => [channel, state, attempts])).toEqual(
      expect.arrayContaining([
        ['slack', 'told', 1],
        ['log', 'told', 1],
      ]),
    );
    expect(teller.waiting).toBe(0);
  });

  it('is not repeated when the record comes again, at once or after a restart', async () => {
    const { teller, clock, sent, logged, make } = setUp();
    const both = [teller.tell(thing('a')), teller.tell(thing('a'))];
    await clock.advance(2_000);
    expect(await Promise.all(both)).toEqual([true, true]);
    const again = make().tell(thing('a'));
    await clock.advance(0);
    expect(await again).toBe(true);
    expect([sent.length, logged.length]).toEqual([1, 1]);
  });

  it('is tried again with growing waits until it succeeds, and only where it failed', async () => {
    const { teller, clock, sent, logged, journal } = setUp({ answer: (_name, nth) => (nth < 4 ? refused : 'told') });
    const told = teller.tell(thing('a'));
    await clock.advance(10_000);
    expect(await told).toBe(true);
    expect(sent.map(({ at }) => at)).toEqual([0, 1_000, 3_000, 7_000]);
    expect(logged).toEqual(['a']);
    expect(
      journal
        .filter(({ channel }) => channel === 'slack')
        .map(({ state, attempts, detail }) => [state, attempts, detail]),
    ).toEqual([
      ['failed', 1, 'answered 500'],
      ['told', 4, null],
    ]);
  });

  it('never gives up and never waits longer than a minute', async () => {
    const { teller, clock, sent } = setUp({ answer: () => refused });
    void teller.tell(thing('a'));
    await clock.advance(3_600_000);
    expect(sent.length).toBeGreaterThan(60);
    await teller.stop(0);
  });

  it('is not held up by another that fails', async () => {
    const { teller, clock, sent } = setUp({ answer: (name) => (name.startsWith('bad') ? refused : 'told') });
    for (let n = 0; n < 20; n += 1) void teller.tell(thing(`bad${n}`));
    const good = teller.tell(thing('good'));
    await clock.advance(10);
    expect(await good).toBe(true);
    expect(sent.find(({ name }) => name === 'good')?.at).toBe(0);
    const stopped = teller.stop(1_000);
    await clock.advance(1_000);
    await stopped;
  });

  it('keeps the order within a sequence: no end before its beginning', async () => {
    const { teller, clock, sent } = setUp({
      answer: (name, nth) => (name === 'raised' && nth === 1 ? refused : 'told'),
    });
    void teller.tell(thing('raised', 'c1'));
    const cleared = teller.tell(thing('cleared', 'c1'));
    void teller.tell(thing('other', 'c2'));
    await clock.advance(5_000);
    expect(await cleared).toBe(true);
    expect(sent.map(({ name }) => name)).toEqual(['raised', 'other', 'raised', 'cleared']);
  });

  it('waits for another instance that is at it, and takes over when that one dies', async () => {
    const { teller, clock, sent, register } = setUp();
    await register.begin('a', 10_000);
    const told = teller.tell(thing('a'));
    await clock.advance(9_000);
    expect(sent).toEqual([]);
    await clock.advance(3_000);
    expect(await told).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it('is not sent again because Postgres could not note it', async () => {
    let failures = 3;
    const { teller, clock, sent } = setUp({
      register: (real) => ({
        ...real,
        told: async (name) => {
          if (name === 'a' && (failures -= 1) >= 0) throw new Error('database away');
          return real.told(name);
        },
      }),
    });
    const told = teller.tell(thing('a'));
    await clock.advance(60_000);
    expect(await told).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it('waits while Postgres is away, and is told after', async () => {
    let away = true;
    const { teller, clock, sent } = setUp({
      register: (real) => ({
        ...real,
        begin: async (name, ms) => (away ? Promise.reject(new Error('away')) : real.begin(name, ms)),
      }),
    });
    const told = teller.tell(thing('a'));
    await clock.advance(20_000);
    expect(sent).toEqual([]);
    away = false;
    await clock.advance(20_000);
    expect(await told).toBe(true);
  });
});

describe('stopping', () => {
  it('ends the waits at once and leaves what was not told for the next start', async () => {
    const { teller, clock, make, sent } = setUp({ answer: (_name, nth) => (nth === 1 ? refused : 'told') });
    const told = teller.tell(thing('a'));
    await clock.advance(10);
    await teller.stop(1_000);
    expect(await told).toBe(false);
    const later = make().tell(thing('a'));
    await clock.advance(5_000);
    expect(await later).toBe(true);
    expect(sent).toHaveLength(2);
  });

  it('lets a sending under way end', async () => {
    let finish!: () => void;
    const { teller, clock } = setUp({ answer: () => new Promise((resolve) => (finish = () => resolve('told'))) });
    const told = teller.tell(thing('a'));
    await clock.advance(0);
    const stopped = teller.stop(5_000);
    finish();
    await clock.advance(0);
    await stopped;
    expect(await told).toBe(true);
  });

  it('does not wait beyond its deadline', async () => {
    const { teller, clock } = setUp({ answer: () => new Promise(() => {}) });
    void teller.tell(thing('a'));
    await clock.advance(0);
    const stopped = teller.stop(5_000);
    await clock.advance(5_000);
    await stopped;
    expect(teller.waiting).toBe(1);
  });
});
