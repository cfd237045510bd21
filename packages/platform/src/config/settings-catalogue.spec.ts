import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeSettings } from './describe-settings.js';
import { parseDuration } from './duration.js';
import { rate } from './rate.js';
import type { Setting } from './setting.js';
import { SETTINGS } from './settings-catalogue.js';

describe('the catalogue of settings', () => {
  it('holds every name other programs are written against', () => {
    expect(Object.keys(SETTINGS)).toEqual(
      expect.arrayContaining([
        'KAFKA_BROKERS',
        'KAFKA_SSL',
        'KAFKA_SASL_MECHANISM',
        'KAFKA_SASL_USERNAME',
        'KAFKA_SASL_PASSWORD',
        'TOPIC_PREFIX',
        'SCHEMA_REGISTRY_URL',
        'DATABASE_URL',
        'CONTRACT_FILE',
        'HRIS_ADAPTER',
        'HRIS_BASE_URL',
        'HRIS_API_KEY',
        'HRIS_WEBHOOK_SECRETS',
        'POLL_INTERVAL',
        'LND_ADAPTER',
        'LND_BASE_URL',
        'LND_API_KEY',
        'LND_RATE_LIMIT',
        'LND_TIMEOUT',
        'UPSERT_CONCURRENCY',
        'RETRY_DELAYS',
        'RECONCILE_AT',
        'RECONCILE_TZ',
        'SYNC_MODE',
        'NOTIFY_ROUTES_FILE',
        'OPS_WEBHOOK_URL',
        'PUBLIC_URL',
        'PORT',
      ]),
    );
  });

  it('has defaults that its own parsers take', () => {
    for (const [name, setting] of Object.entries(SETTINGS as Readonly<Record<string, Setting<unknown>>>)) {
      if (setting.absent.kind === 'default' && !/_FILE$|_DIR$/.test(name))
        expect([name, setting.parser.parse(setting.absent.text)]).toEqual([
          name,
          expect.objectContaining({ ok: true }),
        ]);
    }
  });

  it('keeps passwords, keys and hook addresses secret', () => {
    const secrets = describeSettings()
      .filter((setting) => setting.secret)
      .map((setting) => setting.name);
    expect(secrets).toEqual([
      'KAFKA_SSL_CA',
      'KAFKA_SASL_PASSWORD',
      'DATABASE_URL',
      'HRIS_API_KEY',
      'HRIS_WEBHOOK_SECRETS',
      'LND_API_KEY',
      'OPS_WEBHOOK_URL',
    ]);
  });
});

describe('durations and rates', () => {
  it('mean the same in every unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_000 }), (hours) => {
        expect(parseDuration(`${hours}h`)).toEqual(parseDuration(`${hours * 60}m`));
        expect(parseDuration(`${hours * 60}m`)).toEqual(parseDuration(`${hours * 3600}s`));
        expect(parseDuration(`${hours * 3600}s`)).toEqual(parseDuration(`${hours * 3_600_000}ms`));
      }),
    );
  });

  it('answer any text without throwing', () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        for (const setting of Object.values(SETTINGS as Readonly<Record<string, Setting<unknown>>>))
          expect(typeof setting.parser.parse(given).ok).toBe('boolean');
      }),
      { numRuns: 200 },
    );
  });

  it('know no limit as none, and no zero', () => {
    expect(rate.parse('none')).toEqual({ ok: true, value: null });
    expect(rate.parse('0/s').ok).toBe(false);
  });
});
