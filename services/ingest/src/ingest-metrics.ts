import type { Metrics } from '@lockstep/platform';
import type { DeliveryAnswer } from './delivery/delivery-answer.js';

/** What ingest counts. No label ever holds a value from a delivery. */
export interface IngestMetrics {
  answered(source: string, status: number, durationMs: number): void;
  taken(source: string, answer: DeliveryAnswer): void;
  signatureRefused(source: string, reason: string): void;
  produced(durationMs: number): void;
}

/**
 * @param parked counts the records parked in Postgres; asked at each scrape
 * @param isParking whether Kafka is taken to be away
 */
export function createIngestMetrics(
  metrics: Metrics,
  parked: () => Promise<number>,
  isParking: () => boolean,
): IngestMetrics {
  const answers = metrics.counter('webhooks_total', 'Webhooks by how they were answered', ['source', 'status']);
  const seconds = metrics.histogram('webhook_seconds', 'From the body read to the answer', ['source']);
  const changes = metrics.counter('webhook_changes_total', 'Changes in webhooks by what became of them', [
    'source',
    'result',
  ]);
  const rejections = metrics.counter('webhook_rejections_total', 'Rejected changes by the rules they break', [
    'source',
    'rule',
  ]);
  const signatures = metrics.counter('webhook_signature_failures_total', 'Webhooks answered 401', ['source', 'reason']);
  const produce = metrics.histogram('produce_seconds', 'From handing records to Kafka to their acknowledgement');
  metrics.gauge('parked_records', 'Records in Postgres on their way to Kafka', [], async (gauge) => {
    // Postgres away: no value is better than a scrape that fails.
    gauge.set({}, await parked().catch(() => Number.NaN));
  });
  metrics.gauge('intake_parking', '1 while Kafka is taken to be away', [], (gauge) =>
    gauge.set({}, isParking() ? 1 : 0),
  );
  return {
    answered(source, status, durationMs) {
      answers.inc({ source, status });
      seconds.observe({ source }, durationMs / 1000);
    },
    taken(source, { accepted, duplicates, rejected, events }) {
      for (const [result, count] of Object.entries({ accepted, duplicate: duplicates, rejected }))
        if (count > 0) changes.inc({ source, result }, count);
      if (rejected === 0) return;
      for (const { violations } of events)
        for (const rule of new Set(violations?.map((violation) => violation.rule))) rejections.inc({ source, rule });
    },
    signatureRefused: (source, reason) => signatures.inc({ source, reason }),
    produced: (durationMs) => produce.observe({}, durationMs / 1000),
  };
}
