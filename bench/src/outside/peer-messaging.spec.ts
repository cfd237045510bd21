import { describe, expect, it } from '@jest/globals';
import { loadTopology, TOPICS_FILE } from '@lockstep/messaging';
import { withForeignEvents } from './peer-messaging.js';

describe('the topology on a foreign topic', () => {
  const topology = withForeignEvents(loadTopology(TOPICS_FILE, 't.'), { topic: 'employees', group: 'measured' });

  it('has the foreign topic and group in the place of employee.events', () => {
    expect(topology.topic('employee.events')).toBe('employees');
    expect(topology.retries.source).toBe('employees');
    const groups = topology.consumersOf('upserter').map(({ topic, group }) => [topic, group]);
    expect(groups[0]).toEqual(['employees', 'measured']);
  });

  it('has every other topic under its own prefix', () => {
    expect(topology.topic('learner.outcomes')).toBe('t.learner.outcomes');
    expect(topology.topics.filter(({ topic }) => !topic.startsWith('t.')).map(({ name }) => name)).toEqual([
      'employee.events',
    ]);
  });
});
