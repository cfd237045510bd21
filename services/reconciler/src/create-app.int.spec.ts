import { describe, expect, it } from '@jest/globals';
import { createMetrics, loadSettings, Readiness, silentLogger, StopDeadline, systemClock } from '@lockstep/platform';
import { createReconcilerApp } from './create-app.js';
import { RECONCILER_SETTINGS } from './reconciler-settings.js';

const BASE = ['PORT', 'LISTEN_ADDRESS', 'LOG_LEVEL', 'SHUTDOWN_DEADLINE', 'FAIL_POINTS'] as const;

describe('the reconciler', () => {
  it('answers over HTTP that it lives and is ready, and is gone after its stop', async () => {
    const app = await createReconcilerApp({
      service: 'reconciler',
      settings: loadSettings([...BASE, ...RECONCILER_SETTINGS], { PORT: '0', LISTEN_ADDRESS: '127.0.0.1' }),
      logger: silentLogger,
      metrics: createMetrics('reconciler'),
      readiness: new Readiness(),
      clock: systemClock,
      stopDeadline: new StopDeadline(systemClock, 1_000),
      fatal: (thrown) => {
        throw thrown;
      },
    });
    const answers = await Promise.all(
      ['live', 'ready'].map(async (path) => (await fetch(`${app.url}/health/${path}`)).status),
    );
    expect(answers).toEqual([200, 200]);
    expect(await (await fetch(`${app.url}/metrics`)).text()).toContain('service="reconciler"');
    await app.close();
    await expect(fetch(`${app.url}/health/live`)).rejects.toThrow();
  });

  it('refuses a zone that is none', () => {
    expect(() => loadSettings(RECONCILER_SETTINGS, { RECONCILE_TZ: 'Berlin' })).toThrow(
      /RECONCILE_TZ "Berlin" is not an IANA time zone/,
    );
  });
});
