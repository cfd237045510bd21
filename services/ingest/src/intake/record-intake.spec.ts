import { describe, expect, it } from '@jest/globals';
import { LockstepError } from '@lockstep/domain';
import type { OutgoingRecord } from '@lockstep/messaging';
import { createVirtualClock, silentLogger } from '@lockstep/platform';
import { createMemoryParking, type Parking } from '@lockstep/store';
import { RecordIntake } from './record-intake.js';

const record = (id: string): OutgoingRecord => ({
  topic: 't',
  key: Buffer.from(id),
  value: Buffer.from(`value of ${id}`),
  headers: { 'lockstep-event-id': id },
});
const error = (code: string, disposition: LockstepError['disposition']) =>
  new LockstepError({ code, message: 'm', stage: 'attempt', disposition, remedy: 'r' });

type Kafka = 'there' | 'away' | 'frozen' | 'refuses';

function given({
  kafka = 'there',
  postgres = 'there',
  parking = createMemoryParking(),
}: { kafka?: Kafka; postgres?: 'there' | 'away'; parking?: Parking } = {}) {
  const clock = createVirtualClock(1_000_000);
  const world = { kafka, postgres, topic: [] as string[], sends: 0 };
  const kafkaAnswers = async (deadlineMs: number): Promise<void> => {
    if (world.kafka === 'there') return;
    if (world.kafka === 'refuses') throw error('LOCKSTEP_RECORD_TOO_LARGE', 'dead_letter');
    if (world.kafka === 'frozen') await new Promise<void>((resolve) => void clock.setTimer(deadlineMs, resolve));
    throw error('LOCKSTEP_BROKER_UNAVAILABLE', 'pause');
  };
  const withDatabase =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (world.postgres === 'away') throw error('LOCKSTEP_DATABASE_UNAVAILABLE', 'pause');
      return work(...args);
    };
  const intake = new RecordIntake({
    producer: {
      send: async (records, options) => {
        world.sends += 1;
        await kafkaAnswers(options?.deadlineMs ?? 0);
        world.topic.push(...records.map(({ key }) => String(key)));
      },
    },
    parking: {
      park: withDatabase(parking.park),
      drain: (...args) => withDatabase(parking.drain)(...args),
      count: withDatabase(parking.count),
    },
    probeKafka: () => (world.kafka === 'refuses' ? Promise.resolve() : kafkaAnswers(60_000)),
    clock,
    logger: silentLogger,
    settings: { produceDeadlineMs: 1_500, probeEveryMs: 1_000, drainBatch: 2 },
  });
  const take = (...ids: string[]) => intake.take(ids.map(record));
  return { clock, world, intake, take, parking };
}

describe('taking records in', () => {
  it('puts them onto Kafka, together', async () => {
    const { world, take, parking } = given();
    expect(await take('1', '2')).toBe('published');
    expect([world.topic, world.sends, await parking.count()]).toEqual([['1', '2'], 1, 0]);
  });

  it('parks them when Kafka is away, and does not ask Kafka for the next ones', async () => {
    const { world, take, parking, intake } = given({ kafka: 'away' });
    expect(await take('1')).toBe('parked');
    expect(await take('2')).toBe('parked');
    expect([world.sends, await parking.count(), intake.isParking]).toEqual([1, 2, true]);
  });

  it('waits no longer than the deadline for a Kafka that does not answer', async () => {
    const { clock, take } = given({ kafka: 'frozen' });
    const taken = take('1');
    await clock.advance(1_500);
    expect(await taken).toBe('parked');
  });

  it('parks whole what it takes out of it: topic, key, value, headers', async () => {
    const { take, parking } = given({ kafka: 'away' });
    await take('1');
    await parking.drain(10, async (parked) => {
      expect(parked).toEqual([
        { topic: 't', key: Buffer.from('1'), value: Buffer.from('value of 1'), headers: { 'lockstep-event-id': '1' } },
      ]);
    });
  });

  it('refuses when it is nowhere durable, and says so', async () => {
    const { take } = given({ kafka: 'away', postgres: 'away' });
    await expect(take('1')).rejects.toMatchObject({ code: 'LOCKSTEP_INGEST_UNAVAILABLE', disposition: 'pause' });
  });

  it('goes to Kafka all the same when Postgres is away and Kafka has just come back', async () => {
    const { clock, world, take } = given({ kafka: 'away' });
    await take('1');
    await clock.advance(2_000);
    Object.assign(world, { kafka: 'there', postgres: 'away' });
    expect(await take('2')).toBe('published');
  });

  it('hands a record that Kafka will never take back to the sender, and parks nothing behind it', async () => {
    const { take, parking, intake, world } = given({ kafka: 'refuses' });
    await expect(take('1')).rejects.toMatchObject({ code: 'LOCKSTEP_RECORD_TOO_LARGE' });
    expect([await parking.count(), intake.isParking]).toEqual([0, false]);
    world.kafka = 'there';
    expect(await take('2')).toBe('published');
  });
});

describe('when Kafka is back', () => {
  it('drains what is parked in the order of acceptance, and then flows again', async () => {
    const { clock, world, intake, take, parking } = given({ kafka: 'away' });
    intake.start();
    for (const id of ['1', '2', '3', '4', '5']) await take(id);
    world.kafka = 'there';
    await clock.advance(2_100);
    expect([world.topic, await parking.count(), intake.isParking]).toEqual([['1', '2', '3', '4', '5'], 0, false]);
    expect(await take('6')).toBe('published');
    expect(world.topic).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('lets new records queue behind parked ones until none is left', async () => {
    const { clock, world, intake, take, parking } = given({ kafka: 'away' });
    await take('1');
    world.kafka = 'there';
    // Nobody has drained yet: this one must not overtake.
    expect(await take('2')).toBe('parked');
    intake.start();
    await clock.advance(2_100);
    await take('3');
    expect([world.topic, await parking.count()]).toEqual([['1', '2', '3'], 0]);
  });

  it('waits, before it flows, for what is just being parked, and so does whoever comes meanwhile', async () => {
    const parking = createMemoryParking();
    const { park } = parking;
    let letGo = (): void => {};
    const slowly = new Promise<void>((resolve) => (letGo = resolve));
    parking.park = async (records) => {
      if (records[0]?.key?.toString() === '2') await slowly;
      await park(records);
    };
    const { clock, world, intake, take } = given({ kafka: 'away', parking });
    await take('1');
    const second = take('2');
    world.kafka = 'there';
    intake.start();
    await clock.advance(2_100);
    const third = take('3');
    await clock.advance(5_000);
    expect(world.topic).toEqual(['1']);
    letGo();
    expect(await Promise.all([second, third])).toEqual(['parked', 'published']);
    expect(world.topic).toEqual(['1', '2', '3']);
  });

  it('keeps what is parked when Kafka goes away again while it drains', async () => {
    const { clock, world, intake, take, parking } = given({ kafka: 'away' });
    intake.start();
    for (const id of ['1', '2', '3']) await take(id);
    const drain = parking.drain;
    let batches = 0;
    parking.drain = async (limit, publish) => {
      batches += 1;
      if (batches === 2) world.kafka = 'away';
      return drain(limit, publish);
    };
    world.kafka = 'there';
    await clock.advance(1_100);
    expect(world.topic.slice(0, 2)).toEqual(['1', '2']);
    expect(intake.isParking).toBe(true);
    world.kafka = 'there';
    await clock.advance(3_000);
    expect([world.topic, await parking.count(), intake.isParking]).toEqual([['1', '2', '3'], 0, false]);
  });

  it('drains what an earlier process left, without anything being parked by this one', async () => {
    const parking = createMemoryParking();
    await parking.park([{ topic: 't', key: Buffer.from('old'), value: Buffer.from(''), headers: {} }]);
    const { clock, world, intake } = given({ parking });
    intake.start();
    await clock.advance(10);
    expect([world.topic, intake.isParking]).toEqual([['old'], false]);
  });

  it('flows when Postgres has gone in the meantime: nothing could be parked any more', async () => {
    const { clock, world, intake, take } = given({ kafka: 'away' });
    intake.start();
    await take('1');
    Object.assign(world, { kafka: 'there', postgres: 'away' });
    await clock.advance(2_100);
    expect(intake.isParking).toBe(false);
    expect(await take('2')).toBe('published');
    world.postgres = 'there';
    await clock.advance(2_100);
    expect(world.topic).toEqual(['2', '1']);
  });

  it('notices by itself that Kafka is away, before a record has to wait for it', async () => {
    const { clock, intake } = given({ kafka: 'frozen' });
    intake.start();
    await clock.advance(1_600);
    expect(intake.isParking).toBe(true);
  });

  it('stays in parking while another instance drains', async () => {
    const { clock, world, intake, take, parking } = given({ kafka: 'away' });
    await take('1');
    let finish = (): void => {};
    const elsewhere = parking.drain(10, () => new Promise<void>((resolve) => (finish = resolve)));
    world.kafka = 'there';
    intake.start();
    await clock.advance(2_100);
    expect(await take('2')).toBe('parked');
    finish();
    await elsewhere;
    await clock.advance(2_100);
    expect([world.topic, intake.isParking]).toEqual([['2'], false]);
  });
});

describe('stopping', () => {
  it('waits for the drain under way and begins no other', async () => {
    const { clock, world, intake, take, parking } = given({ kafka: 'away' });
    await take('1');
    intake.start();
    world.kafka = 'there';
    await clock.advance(1_100);
    await intake.close(1_000);
    await parking.park([{ topic: 't', key: Buffer.from('later'), value: Buffer.from(''), headers: {} }]);
    await clock.advance(10_000);
    expect([world.topic, await parking.count()]).toEqual([['1'], 1]);
  });
});
