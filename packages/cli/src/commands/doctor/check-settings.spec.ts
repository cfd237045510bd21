import { describe, expect, it } from '@jest/globals';
import type { CliIo } from '../../cli-io.js';
import { checkSettings } from './check-settings.js';

const env = {
  KAFKA_BROKERS: '127.0.0.1:9092',
  SCHEMA_REGISTRY_URL: 'http://127.0.0.1:8081',
  DATABASE_URL: 'postgres://u:p@127.0.0.1/db',
  LND_BASE_URL: 'http://127.0.0.1:8082',
};
const found = (io: Partial<CliIo>) =>
  checkSettings({ env, ...io } as CliIo).map(({ state, detail }) => [state, detail]);

describe('a secret that is not set', () => {
  it('is a finding when nothing runs', () => {
    expect(found({})).toEqual([['finding', expect.stringContaining('HRIS_WEBHOOK_SECRETS is not set')]]);
  });

  it('is a note when services run here that were given it as a value', () => {
    expect(found({ running: { urls: {}, settings: [] } })).toEqual([
      ['note', 'HRIS_WEBHOOK_SECRETS is known to the running services only'],
    ]);
  });
});
