import { describe, expect, it } from '@jest/globals';
import { findNamedServers } from './find-servers.js';

describe('the servers that the settings name', () => {
  it('are none by default: all are started', () => {
    expect(findNamedServers({ KAFKA_BROKERS: '' })).toEqual({ named: {}, missing: ['kafka', 'registry', 'database'] });
  });

  it('are used, and only the others are started', () => {
    const env = { KAFKA_BROKERS: 'k:1', DATABASE_URL: 'postgres://d' };
    expect(findNamedServers(env)).toEqual({ named: { kafka: 'k:1', database: 'postgres://d' }, missing: ['registry'] });
  });
});
