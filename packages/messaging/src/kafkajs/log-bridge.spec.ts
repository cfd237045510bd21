import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LogEntry } from 'kafkajs';
import { bridgeLog, OUT_OF_RANGE_MESSAGE } from './log-bridge.js';

const entry = (level: number, message: string, more: object = {}) =>
  ({
    namespace: 'Consumer',
    level,
    label: '',
    log: { message, timestamp: '', logger: 'kafkajs', ...more },
  }) as unknown as LogEntry;

function bridged(...entries: LogEntry[]) {
  const lines: string[] = [];
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const outOfRange: number[] = [];
  const log = bridgeLog(logger, { onOutOfRange: (partition) => void outOfRange.push(partition) })(logLevel.ERROR);
  for (const each of entries) log(each);
  return { lines, outOfRange };
}

const { logLevel } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');

describe('the lines kafkajs logs', () => {
  it('are no errors when they are its ordinary life', () => {
    const { lines } = bridged(
      entry(1, 'Response Heartbeat(key: 12, version: 3)', { error: 'The group is rebalancing, so a rejoin is needed' }),
      entry(1, 'The coordinator is not aware of this member, re-joining the group'),
      entry(4, 'Consumer has joined the group'),
    );
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['debug', 'debug', 'debug']);
  });

  it('are warnings without stacks when something is wrong', () => {
    const { lines } = bridged(entry(1, 'Connection error: connect ECONNREFUSED', { stack: 'at x', broker: 'b:1' }));
    expect(lines).toEqual([
      'warn Connection error: connect ECONNREFUSED {"component":"kafkajs.Consumer","broker":"b:1"}',
    ]);
  });

  it('tell of a position that is gone, in the words this kafkajs uses', () => {
    const { lines, outOfRange } = bridged(entry(1, OUT_OF_RANGE_MESSAGE, { topic: 't', partition: 3 }));
    expect([lines, outOfRange]).toEqual([[], [3]]);
    const main = createRequire(import.meta.url).resolve('kafkajs');
    const source = readFileSync(join(dirname(main), 'src/consumer/consumerGroup.js'), 'utf8');
    expect(source).toContain(`'${OUT_OF_RANGE_MESSAGE}'`);
  });
});
