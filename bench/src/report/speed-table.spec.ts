import { describe, expect, it } from '@jest/globals';
import type { RunResult } from '../figures.js';
import { ROWS } from '../rows/all-rows.js';
import { judge, speedTable } from './speed-table.js';

const ran = (row: string, contender: string, figures: Record<string, number>): RunResult => ({
  row,
  contender,
  figures,
  at: '2026-11-25T09:00:00.000Z',
  otherCpuPercent: 3,
});
const rowsOf = (...ids: string[]) => ROWS.filter(({ id }) => ids.includes(id));
const verdicts = (results: readonly RunResult[], ...ids: string[]) =>
  judge(rowsOf(...ids), results, []).flatMap(({ bars }) => bars.map(({ met }) => met));

describe('the bar of upserts at 0 ms', () => {
  const against = (ours: number, jvm: number, kafkajs: number) =>
    verdicts(
      [
        ran('upserts-0ms', 'ours', { perSecond: ours }),
        ran('upserts-0ms', 'parallel-consumer', { perSecond: jvm }),
        ran('upserts-0ms', 'spring-2', { perSecond: jvm - 1 }),
        ran('upserts-0ms', 'kafkajs', { perSecond: kafkajs }),
      ],
      'upserts-0ms',
    );

  it('is more than the best JVM peer and half of bare kafkajs', () => {
    expect(against(11_000, 9_700, 21_000)).toEqual([true, true]);
    expect(against(9_700, 9_700, 19_401)).toEqual([false, false]);
    expect(against(10_000, 9_700, 21_000)).toEqual([true, false]);
  });

  it('is not judged while one of them is missing', () => {
    expect(verdicts([ran('upserts-0ms', 'ours', { perSecond: 20_000 })], 'upserts-0ms')).toEqual([null, null]);
  });
});

describe('the bars on latency, failures and webhooks', () => {
  it('hold at their very limit and not above', () => {
    const latency = (p50Ms: number, p99Ms: number) =>
      verdicts([ran('latency-500', 'ours', { p50Ms, p99Ms })], 'latency-500');
    expect(latency(5, 15)).toEqual([true, true]);
    expect(latency(5.1, 15.1)).toEqual([false, false]);
    const failures = (stale: number, healthyGapMs: number) =>
      verdicts([ran('failures', 'ours', { stale, notNewest: 0, healthyGapMs })], 'failures');
    expect(failures(0, 100)).toEqual([true, true, true]);
    expect(failures(1, 101)).toEqual([false, true, false]);
    const webhooks = (perSecond: number, p99Ms: number) =>
      verdicts([ran('webhooks', 'ours', { perSecond, p99Ms })], 'webhooks');
    expect(webhooks(7_300, 25)).toEqual([true, true]);
    expect(webhooks(7_299, 26)).toEqual([false, false]);
  });
});

describe('the bar on memory', () => {
  it('takes the highest peak of every load, and growth over the second half', () => {
    const loads = ['upserts-0ms', 'upserts-20ms', 'latency-500', 'failures'];
    const measured = (peak: number, last: number) => [
      ...loads.map((row) => ran(row, 'ours', { peakRssMiB: 200 })),
      ran('webhooks', 'ours', { peakRssMiB: 250 }),
      ran('memory', 'ours', { rss50MiB: 200, rss100MiB: last, peakRssMiB: peak }),
    ];
    expect(verdicts(measured(350, 220), 'memory')).toEqual([true, true, true]);
    expect(verdicts(measured(351, 221), 'memory')).toEqual([false, true, false]);
    expect(verdicts(measured(350, 220).slice(1), 'memory')).toEqual([null, true, true]);
  });
});

describe('the table', () => {
  it('shows medians, ours divided by theirs, what failed, and whether the bar is met', () => {
    const rows = rowsOf('upserts-20ms');
    const results = [
      ran('upserts-20ms', 'ours', { perSecond: 4_000, cpuUsPerEvent: 90 }),
      ran('upserts-20ms', 'parallel-consumer', { perSecond: 3_200 }),
      { ...ran('upserts-20ms', 'platformatic', { perSecond: 2_000 }), otherCpuPercent: 40 },
    ];
    const failed = [{ row: 'upserts-20ms', contender: 'spring-12', problem: '`mvn` is not installed' }];
    const judged = judge(rows, results, failed);
    const lines = speedTable(judged, rows)
      .split('\n')
      .map((line) => line.replace(/ +/g, ' '));
    expect(lines).toContain('- at least parallel-consumer’s: **met**');
    expect(lines).toContain('| ours | 4 000 | - | 90 | - | - | | 1 |');
    expect(lines).toContain('| parallel-consumer | 3 200 | - | - | - | - | 1.25 | 1 |');
    expect(lines).toContain('| platformatic | 2 000 | - | - | - | - | 2.00 | 1 ~ |');
    expect(lines).toContain('| spring-12 | - | - | - | - | - | - | failed |');
    expect(judged[0]?.contenders.find(({ contender }) => contender === 'spring-12')?.problem).toMatch(/mvn/);
  });
});
