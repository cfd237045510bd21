import { describe, expect, it } from '@jest/globals';
import { createMetrics } from './create-metrics.js';

describe('metrics', () => {
  it('are text for Prometheus with help, prefix and the service', async () => {
    const metrics = createMetrics('notifier');
    metrics.counter('things_total', 'Things seen.', ['kind']).inc({ kind: 'a' }, 3);
    metrics.gauge('parked', 'Records parked.', [], (gauge) => gauge.set({}, 7));
    metrics.histogram('call_seconds', 'Calls.').observe({}, 0.02);
    const text = await metrics.text();
    expect(text).toContain('# HELP lockstep_things_total Things seen.');
    expect(text).toContain('lockstep_things_total{kind="a",service="notifier"} 3');
    expect(text).toContain('lockstep_parked{service="notifier"} 7');
    expect(text).toContain('lockstep_call_seconds_bucket{le="0.025",service="notifier"} 1');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('of two services do not meet', async () => {
    const [one, two] = [createMetrics('one'), createMetrics('two')];
    one.counter('x_total', 'X.').inc({});
    two.counter('x_total', 'X.').inc({}, 2);
    expect(await one.text()).toContain('lockstep_x_total{service="one"} 1');
    expect(await two.text()).toContain('lockstep_x_total{service="two"} 2');
  });
});
