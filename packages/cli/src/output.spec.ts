import { describe, expect, it } from '@jest/globals';
import type { TopicPlan } from '@lockstep/messaging';
import { alignColumns } from './align-columns.js';
import type { CliIo } from './cli-io.js';
import { describePlan } from './commands/topics/describe-plan.js';
import { confirmedReason } from './confirmation.js';
import { isIdOf, meantId } from './matching-id.js';
import { momentText } from './moment-text.js';
import { printable } from './printable.js';
import { noteServers } from './servers-note.js';

const plain = (text: string): string => text;
const colors = { bold: plain, dim: plain, green: plain, red: plain, yellow: plain };

describe('a plan for people', () => {
  it('reads like this', () => {
    const plan: TopicPlan = {
      brokers: 1,
      unchanged: ['x.ops.actions'],
      unknown: ['x.left.over'],
      changes: [
        {
          action: 'create',
          topic: 'x.new',
          description: { topic: 'x.new', partitions: 12, replicationFactor: 1, config: { 'cleanup.policy': 'delete' } },
        },
        { action: 'configure', topic: 'x.old', changes: [{ key: 'retention.ms', from: null, to: '-1' }] },
        { action: 'grow', topic: 'x.retry', from: 3, to: 12 },
        { action: 'blocked', topic: 'x.events', reason: 'it is history' },
      ],
    };
    expect(describePlan(plan, colors)).toEqual([
      '+ create     x.new',
      '    partitions = 12, replicas = 1',
      '    cleanup.policy = delete',
      '~ configure  x.old',
      '    retention.ms: (the broker’s default) -> -1',
      '! grow       x.retry',
      '    partitions: 3 -> 12; moves keys, needs: --confirm x.retry',
      'x not done   x.events',
      '    it is history',
      'Not declared, left alone: x.left.over',
      'Plan: 1 to create, 1 to configure, 1 to grow, 1 not done by this tool, 1 as declared (1 broker).',
    ]);
  });
});

describe('text from elsewhere', () => {
  it('cannot move the cursor or turn the line round', () =>
    expect(printable('a\u001b[2Jb\r\nc\u202ed')).toBe('a·[2Jb··c·d'));

  it('is aligned in columns without blanks at the end', () =>
    expect(
      alignColumns([
        ['a', 'bb'],
        ['ccc', 'd'],
        ['e', ''],
      ]),
    ).toEqual(['a    bb', 'ccc  d', 'e']));

  it('that is no moment is said to be none', () => {
    expect(momentText(Date.UTC(2026, 10, 25, 9))).toBe('2026-11-25 09:00:00Z');
    expect(momentText(Number.NaN)).toBe('an unknown time');
  });
});

describe('an ID', () => {
  it('may be begun with eight characters or more, if only one begins so', () => {
    expect(isIdOf('0123456789', '0123456')).toBe(false);
    expect(meantId(['0123456789', 'other'], '01234567')).toBe('0123456789');
    expect(meantId(['other'], '01234567')).toBeNull();
    expect(meantId(['0123456789', '012345678'], '012345678')).toBe('012345678');
    expect(() => meantId(['0123456789', '0123456788'], '01234567')).toThrow('begins 2 IDs');
  });
});

describe('a confirmation', () => {
  const given = { yes: false, dryRun: false };
  it('is given by --yes or the right count, and with a reason only', () => {
    expect(confirmedReason({ ...given, reason: 'r' }, 3)).toBeNull();
    expect(confirmedReason({ ...given, yes: true, reason: ' r ' }, 3)).toBe('r');
    expect(confirmedReason({ ...given, confirm: 3, reason: 'r' }, 3)).toBe('r');
    expect(confirmedReason({ yes: true, dryRun: true, reason: 'r' }, 3)).toBeNull();
    expect(() => confirmedReason({ ...given, confirm: 2, reason: 'r' }, 3)).toThrow('3 are to be sent');
    expect(() => confirmedReason({ ...given, yes: true, reason: ' ' }, 3)).toThrow('needs a reason');
  });
});

describe('the note on whose servers a command works', () => {
  const note = (settings: readonly string[], needed: readonly string[]): string[] => {
    const err: string[] = [];
    const io = { err: (line: string) => err.push(line), running: { urls: {}, settings } } as unknown as CliIo;
    noteServers(io, needed);
    return err;
  };
  it('is silent for servers of the environment and loud for a mixture', () => {
    const needed = ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'TOPIC_PREFIX'];
    expect(note([], needed)).toEqual([]);
    expect(note(needed, needed)).toEqual(['On what runs in this checkout (npm start or npm run up).']);
    expect(note(['SCHEMA_REGISTRY_URL'], needed)).toEqual([
      'Mixed: the schema registry of what runs in this checkout, Kafka of the environment.',
    ]);
  });
});
