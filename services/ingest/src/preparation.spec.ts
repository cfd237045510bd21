import { describe, expect, it } from '@jest/globals';
import { LockstepError } from '@lockstep/domain';
import { createVirtualClock, silentLogger } from '@lockstep/platform';
import { checkStorage } from './intake/check-storage.js';
import { Preparation } from './preparation.js';

const away = () =>
  new LockstepError({
    code: 'LOCKSTEP_REGISTRY_UNAVAILABLE',
    message: 'no answer',
    stage: 'before',
    disposition: 'pause',
    remedy: 'Start it.',
  });

describe('what must be there once', () => {
  it('is tried until it works, is told once, and says why it is not ready', async () => {
    const clock = createVirtualClock(0);
    const told: string[] = [];
    let tries = 0;
    const preparation = new Preparation('schemas', {
      prepare: async () => {
        tries += 1;
        if (tries < 4) throw away();
      },
      clock,
      logger: {
        ...silentLogger,
        error: (_fields, message) => void told.push(message),
        info: (_fields, message) => void told.push(message),
      },
    });
    await preparation.start();
    expect(preparation.answer()).toEqual({
      ready: false,
      reason: 'LOCKSTEP_REGISTRY_UNAVAILABLE: no answer. Start it.',
    });
    await clock.advance(2_500);
    expect([tries, preparation.isDone]).toEqual([3, false]);
    await clock.advance(1_000);
    expect([tries, preparation.isDone, preparation.answer()]).toEqual([4, true, { ready: true }]);
    await clock.advance(60_000);
    expect([tries, told]).toEqual([4, ['ingest.not_prepared', 'ingest.prepared']]);
  });

  it('is tried no more once the service stops', async () => {
    const clock = createVirtualClock(0);
    let tries = 0;
    const prepare = async (): Promise<void> => {
      tries += 1;
      throw away();
    };
    const preparation = new Preparation('schemas', { prepare, clock, logger: silentLogger });
    await preparation.start();
    preparation.stop();
    await clock.advance(60_000);
    expect(tries).toBe(1);
  });
});

describe('whether records would be durable', () => {
  const answer = () => ({ ready: false, reason: 'the database lacks migrations' }) as const;
  const good = async () => 0;
  const broken = async () => Promise.reject(away());
  it('needs Kafka, or Postgres while Kafka is away, and always a database that could be used', async () => {
    const [flowing, parking] = [{ isParking: false }, { isParking: true }];
    const database = (failure: string | null) => ({ failure, answer });
    expect(await checkStorage(flowing, database(null), broken)).toEqual({ ready: true });
    expect(await checkStorage(flowing, database('LOCKSTEP_DATABASE_UNAVAILABLE'), broken)).toEqual({ ready: true });
    expect(await checkStorage(flowing, database('LOCKSTEP_DATABASE_SCHEMA'), good)).toEqual(answer());
    expect(await checkStorage(parking, database(null), good)).toEqual({ ready: true });
    expect(await checkStorage(parking, database(null), broken)).toMatchObject({ ready: false });
  });
});
