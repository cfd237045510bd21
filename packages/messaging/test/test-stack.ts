import type { BrokerLogger } from '../src/broker-logger.js';

export interface TestStack {
  /** `host:port` */
  readonly kafka: string;
  readonly registry: string;
}

/** The servers that `npm test` started and handed over. */
export function testStack(): TestStack {
  const handed = process.env['LOCKSTEP_TEST_STACK'];
  if (handed === undefined) throw new Error('LOCKSTEP_TEST_STACK is not set: run the int tests by npm test');
  return JSON.parse(handed) as TestStack;
}

export const silentLogger: BrokerLogger = { debug() {}, info() {}, warn() {}, error() {} };

/** Waits for a condition; after the deadline fails with what was there instead. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  holds: (seen: T) => boolean,
  deadlineMs = 15_000,
): Promise<T> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > giveUpAt) {
      const text = JSON.stringify(seen, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
      throw new Error(`not within ${deadlineMs} ms; there was instead: ${text}`);
    }
    // eslint-disable-next-line no-restricted-syntax -- this is the wait for a condition itself
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
