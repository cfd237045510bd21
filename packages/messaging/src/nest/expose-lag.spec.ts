import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '@lockstep/platform';
import { exposeLag } from './expose-lag.js';

describe('the lag of a service', () => {
  it('is a gauge per topic, read at each scrape', async () => {
    const metrics = createMetrics('tested');
    let records = 7n;
    exposeLag({ lag: () => Promise.resolve(new Map([['employee.events', records]])) }, metrics);
    expect(await metrics.text()).toMatch(/lockstep_consumer_lag\{topic="employee\.events",service="tested"\} 7/);
    records = 0n;
    expect(await metrics.text()).toMatch(/lockstep_consumer_lag\{topic="employee\.events",service="tested"\} 0/);
  });

  it('never holds a scrape up', async () => {
    const metrics = createMetrics('tested');
    exposeLag({ lag: () => new Promise(() => undefined) }, metrics);
    expect(await metrics.text()).toContain('process_cpu_seconds_total');
  });
});
