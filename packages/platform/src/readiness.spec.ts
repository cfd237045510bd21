import { describe, expect, it } from '@jest/globals';
import { Readiness } from './readiness.js';

describe('readiness', () => {
  it('is ready when every check is, and gives each answer', async () => {
    const readiness = new Readiness();
    readiness.add({ name: 'kafka', check: () => ({ ready: true }) });
    readiness.add({ name: 'database', check: async () => Promise.resolve({ ready: false as const, reason: 'down' }) });
    expect(await readiness.report()).toEqual({
      ready: false,
      checks: { kafka: { ready: true }, database: { ready: false, reason: 'down' } },
    });
  });

  it('counts a check that throws as failed, without its message', async () => {
    const readiness = new Readiness();
    readiness.add({
      name: 'broken',
      check: () => {
        throw new Error('for ana@example.com');
      },
    });
    expect(await readiness.report()).toEqual({
      ready: false,
      checks: { broken: { ready: false, reason: 'the check itself failed (Error)' } },
    });
  });

  it('counts a check that hangs as failed', async () => {
    const readiness = new Readiness();
    readiness.add({ name: 'hanging', check: () => new Promise(() => {}) });
    expect(await readiness.report()).toMatchObject({
      ready: false,
      checks: { hanging: { reason: 'no answer within 2000 ms' } },
    });
  });

  it('ends for good when the stop begins', async () => {
    const readiness = new Readiness();
    readiness.beginStop();
    expect(await readiness.report()).toMatchObject({
      ready: false,
      checks: { lifecycle: { reason: 'the service is being stopped' } },
    });
  });
});
