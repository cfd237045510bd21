import type { Metrics } from '@lockstep/platform';

export interface NotifierMetrics {
  told(kind: string, channel: string): void;
  failed(kind: string, channel: string): void;
  waiting(things: number): void;
}

export function createNotifierMetrics(metrics: Metrics): NotifierMetrics {
  const told = metrics.counter('notifications_told_total', 'Things told, by kind and channel.', ['kind', 'channel']);
  const failed = metrics.counter('notifications_failed_total', 'Sendings that failed and are tried again.', [
    'kind',
    'channel',
  ]);
  const waiting = metrics.gauge('notifications_waiting', 'Things that are not told yet.');
  return {
    told: (kind, channel) => told.inc({ kind, channel }),
    failed: (kind, channel) => failed.inc({ kind, channel }),
    waiting: (things) => waiting.set({}, things),
  };
}
