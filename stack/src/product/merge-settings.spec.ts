import { describe, expect, it } from '@jest/globals';
import { mergeSettings, withoutRealSystems } from './merge-settings.js';

describe('settings on top of settings', () => {
  it('replace a secret in its other form too, since a service refuses both', () => {
    const base = { LND_API_KEY_FILE: '/secret', SYNC_MODE: 'live' };
    expect(mergeSettings(base, { LND_API_KEY: 'x' })).toEqual({ LND_API_KEY: 'x', SYNC_MODE: 'live' });
    expect(mergeSettings({ DATABASE_URL_FILE: '/f' }, { DATABASE_URL: 'd' })).toEqual({ DATABASE_URL: 'd' });
  });

  it('that are empty replace nothing of the other form', () => {
    expect(mergeSettings({ LND_API_KEY_FILE: '/f' }, { LND_API_KEY: '' })).toMatchObject({ LND_API_KEY_FILE: '/f' });
  });
});

describe('a run with sandboxes', () => {
  it('gets no address and no key of a real system, and keeps the rest', () => {
    const env = {
      LND_BASE_URL: 'https://learning.example.com',
      LND_API_KEY_FILE: '/run/secrets/key',
      HRIS_BASE_URL: 'https://hris.example.com',
      KAFKA_BROKERS: 'kafka:9092',
      DATABASE_URL: 'postgres://real',
      OPS_WEBHOOK_URL: 'https://hooks.example.com',
      LND_RATE_LIMIT: '5/s',
      RETRY_DELAYS: '1s,1s,1s',
      PATH: '/bin',
    };
    expect(withoutRealSystems(env)).toEqual({ LND_RATE_LIMIT: '5/s', RETRY_DELAYS: '1s,1s,1s', PATH: '/bin' });
  });
});
