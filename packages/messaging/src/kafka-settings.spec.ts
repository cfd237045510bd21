import { describe, expect, it } from '@jest/globals';
import { loadSettings, silentLogger } from '@lockstep/platform';
import { KAFKA_SETTINGS, kafkaSettingsOf } from './kafka-settings.js';

const SASL = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };

function kafkaOf(env: Record<string, string>) {
  const settings = loadSettings(KAFKA_SETTINGS, { KAFKA_BROKERS: 'a:1,b:2', ...env });
  return kafkaSettingsOf(settings, 'lockstep-test', silentLogger);
}

describe('how Kafka is reached', () => {
  it('is plain and anonymous unless the settings say otherwise', () => {
    expect(kafkaOf({})).toEqual({ brokers: ['a:1', 'b:2'], clientId: 'lockstep-test', logger: silentLogger });
  });

  it('takes TLS and the user from the settings', () => {
    expect(kafkaOf({ KAFKA_SSL: 'true', ...SASL })).toMatchObject({
      ssl: true,
      sasl: { mechanism: 'plain', username: 'u', password: 'p' },
    });
  });

  it('says which lines of the log are its own', () => {
    const fields: unknown[] = [];
    const logger = { ...silentLogger, child: (added: unknown) => (fields.push(added), silentLogger) };
    kafkaSettingsOf(loadSettings(KAFKA_SETTINGS, { KAFKA_BROKERS: 'a:1' }), 'lockstep-test', logger);
    expect(fields).toEqual([{ part: 'kafka' }]);
  });
});
