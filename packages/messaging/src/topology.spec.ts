import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SCHEMAS_DIR, TOPICS_FILE } from './repository-files.js';
import { lintSchema } from './schemas/lint-schema.js';
import { loadTopology } from './topology.js';

const edited = (edit: (text: string) => string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'topics-')), 'topics.yaml');
  writeFileSync(file, edit(readFileSync(TOPICS_FILE, 'utf8')));
  return file;
};

describe('the declaration of topics', () => {
  const topology = loadTopology(TOPICS_FILE, 'lockstep.');

  it('puts the prefix before topics and groups', () => {
    expect(topology.topic('employee.events')).toBe('lockstep.employee.events');
    expect(topology.consumersOf('notifier')).toEqual([
      {
        service: 'notifier',
        name: 'employee.rejected',
        topic: 'lockstep.employee.rejected',
        group: 'lockstep.notifier.rejected',
      },
      {
        service: 'notifier',
        name: 'learner.upsert.dlt',
        topic: 'lockstep.learner.upsert.dlt',
        group: 'lockstep.notifier.dlt',
      },
      {
        service: 'notifier',
        name: 'ops.conditions',
        topic: 'lockstep.ops.conditions',
        group: 'lockstep.notifier.conditions',
      },
    ]);
    expect(topology.producedBy('ingest')).toEqual(['lockstep.employee.events', 'lockstep.employee.rejected']);
  });

  it('declares the retry chain in order, with as many partitions as its source', () => {
    expect(topology.retries.topics).toEqual([1, 2, 3].map((n) => `lockstep.learner.upsert.retry.${n}`));
    expect(topology.retries.deadLetters).toBe('lockstep.learner.upsert.dlt');
    for (const name of ['learner.upsert.retry.1', 'learner.upsert.dlt']) {
      expect(topology.spec(name).partitions).toBe(topology.spec('employee.events').partitions);
      expect(topology.spec(name).schema).toBe('employee.events.avsc');
    }
  });

  it('keeps what happened for ever and retries for a week', () => {
    const kept = topology.topics.filter(({ retentionMs }) => retentionMs === -1).map(({ name }) => name);
    expect(kept).toEqual(topology.topics.filter(({ history }) => history).map(({ name }) => name));
    expect(topology.spec('learner.upsert.retry.1').retentionMs).toBe(7 * 86_400_000);
  });

  it('names a topic that nobody declared', () => {
    expect(() => topology.topic('employee.event')).toThrow(/employee\.event .*declared|no topic employee\.event/);
  });

  it('says everything that is wrong with it at once', () => {
    const file = edited((text) =>
      text
        .replace('partitions: 12\n    retention: 7d', 'partitions: 6\n    retention: 7 days')
        .replace('group: notifier.dlt', 'group: notifier.rejected')
        .replace('\n    cleanup: delete', '\n    cleanup: remove')
        .replace('owner: auditor\n', 'boss: auditor\n'),
    );
    expect(() => loadTopology(file, 'lockstep.')).toThrow(
      expect.objectContaining({
        code: 'LOCKSTEP_TOPICS_INVALID',
        message: expect.stringMatching(
          /cleanup must be[^]*retention must be[^]*unknown key boss[^]*owner is missing[^]*group notifier\.rejected: used for two[^]*has 6 partitions, but its source employee\.events 12/,
        ),
      }),
    );
  });
});

describe('every schema of a declared topic', () => {
  const files = [...new Set(loadTopology(TOPICS_FILE, '').topics.map(({ schema }) => schema))];
  it.each(files)('%s is bounded, explained and has its defaults', (file) => {
    expect(lintSchema(JSON.parse(readFileSync(join(SCHEMAS_DIR, file), 'utf8')))).toEqual([]);
  });

  it('is refused with a list, a gap in its docs or an optional field without default', () => {
    const bad = {
      type: 'record',
      name: 'A',
      fields: [
        { name: 'list', doc: 'x', type: { type: 'array', items: 'string' } },
        { name: 'maybe', doc: 'x', type: ['null', 'string'] },
        { name: 'undocumented', type: 'string' },
      ],
    };
    expect(lintSchema(bad)).toEqual([
      'schema.list is an array',
      'schema has no doc',
      'schema.maybe is optional but has no default',
      'schema.undocumented has no doc',
    ]);
  });
});
