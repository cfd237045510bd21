import { describe, expect, it } from '@jest/globals';
import { TOPICS_FILE } from '../repository-files.js';
import { loadTopology } from '../topology.js';
import { changesFor } from './plan-topics.js';

const topology = loadTopology(TOPICS_FILE, 'p.');
const events = topology.spec('employee.events');
const retry = topology.spec('learner.upsert.retry.1');
const created = (spec: typeof events, brokers: number) => {
  const [change] = changesFor(spec, undefined, brokers);
  if (change?.action !== 'create') throw new Error('expected a creation');
  return change.description;
};

describe('the plan for one topic', () => {
  it('creates what is missing with as many replicas as there are brokers for, three at most', () => {
    expect(created(events, 1)).toMatchObject({ topic: 'p.employee.events', partitions: 12, replicationFactor: 1 });
    expect(created(events, 1).config['min.insync.replicas']).toBe('1');
    expect(created(events, 5)).toMatchObject({ replicationFactor: 3, config: { 'min.insync.replicas': '2' } });
    expect(created(events, 1).config).toMatchObject({ 'retention.ms': '-1', 'cleanup.policy': 'delete' });
  });

  it('is empty when all is as declared', () => {
    expect(changesFor(events, created(events, 1), 1)).toEqual([]);
  });

  it('names each setting that differs, with both values', () => {
    const actual = { ...created(retry, 1), config: { ...created(retry, 1).config, 'retention.ms': '1000' } };
    expect(changesFor(retry, actual, 1)).toEqual([
      { action: 'configure', topic: retry.topic, changes: [{ key: 'retention.ms', from: '1000', to: '604800000' }] },
    ]);
  });

  it('grows a topic that is no history, and never one that is', () => {
    expect(changesFor(retry, { ...created(retry, 1), partitions: 6 }, 1)).toEqual([
      { action: 'grow', topic: retry.topic, from: 6, to: 12 },
    ]);
    expect(changesFor(events, { ...created(events, 1), partitions: 6 }, 1)).toMatchObject([{ action: 'blocked' }]);
  });

  it('never shrinks, and says what is missing in replicas', () => {
    expect(changesFor(retry, { ...created(retry, 1), partitions: 24 }, 1)).toMatchObject([{ action: 'blocked' }]);
    expect(changesFor(retry, created(retry, 1), 3)).toMatchObject([{ action: 'blocked', topic: retry.topic }]);
  });
});
