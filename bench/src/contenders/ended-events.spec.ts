import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '@lockstep/platform';
import { countEnds } from './ended-events.js';

describe('events that have come to their end', () => {
  it('are the terminal outcomes of the metrics, whatever else is counted', async () => {
    const metrics = createMetrics('upserter');
    const outcomes = metrics.counter('outcomes_total', 'Outcomes published, by outcome.', ['outcome']);
    for (const outcome of ['applied', 'applied', 'superseded', 'dead_lettered', 'retry_scheduled'])
      outcomes.inc({ outcome });
    expect(countEnds(await metrics.text())).toBe(4);
  });

  it('are none before the first', () => {
    expect(countEnds('')).toBe(0);
  });
});
