import { describe, expect, it } from '@jest/globals';
import { withSettingsBelow } from './settings-below.js';

describe('settings below the environment', () => {
  it('hold only where the environment says nothing', () => {
    const below = { KAFKA_BROKERS: 'a:1', TOPIC_PREFIX: 'x.', LND_BASE_URL: 'http://a' };
    const env = { KAFKA_BROKERS: 'b:1', TOPIC_PREFIX: '', HOME: '/root' };
    expect(withSettingsBelow(below, env)).toEqual({ ...below, KAFKA_BROKERS: 'b:1', HOME: '/root' });
  });

  it('give way in both forms of a secret', () => {
    const file = { LND_API_KEY_FILE: '/below' };
    expect(withSettingsBelow(file, { LND_API_KEY: 'k' })).toEqual({ LND_API_KEY: 'k' });
    expect(withSettingsBelow({ LND_API_KEY: 'k' }, { LND_API_KEY_FILE: '/own' })).toEqual({ LND_API_KEY_FILE: '/own' });
    expect(withSettingsBelow({ CONTRACT_FILE: 'c.yaml' }, {})).toEqual({ CONTRACT_FILE: 'c.yaml' });
  });
});
