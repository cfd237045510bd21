import { describe, expect, it } from '@jest/globals';
import { RestartBound } from './restart-bound.js';

const named = (name: string, cause?: Error) => Object.assign(new Error('x', { cause }), { name });

describe('a consumer that keeps crashing', () => {
  it('is given up after five times in ten minutes', () => {
    let now = 0;
    const bound = new RestartBound(() => now);
    const tries = () => Array.from({ length: 6 }, () => bound.mayRestart(named('KafkaJSProtocolError')));
    expect(tries()).toEqual([true, true, true, true, true, false]);
    now = 11 * 60_000;
    expect(bound.mayRestart(named('KafkaJSProtocolError'))).toBe(true);
  });

  it('is started for ever while Kafka is away', () => {
    const bound = new RestartBound(() => 0);
    const away = named('KafkaJSNumberOfRetriesExceeded', named('KafkaJSConnectionError'));
    for (let count = 0; count < 100; count += 1) expect(bound.mayRestart(away)).toBe(true);
  });
});
