import type { UpsertAnswer, UpsertOutcome } from '@lockstep/domain';
import type { Metrics } from '@lockstep/platform';
import type { Work } from './work.js';

/** What the upserter counts; labels never name a person. */
export interface UpserterMetrics {
  outcome(outcome: UpsertOutcome, work: Work): void;
  attempt(answer: UpsertAnswer['kind'], durationMs: number): void;
  poison(code: string): void;
}

/** What stands in the upserter right now. */
export interface UpserterDepth {
  readonly waiting: number;
  readonly underWay: number;
  readonly notDue: number;
  readonly gateOpen: boolean;
}

export function createUpserterMetrics(metrics: Metrics): UpserterMetrics {
  const outcomes = metrics.counter('outcomes_total', 'Outcomes published, by outcome.', ['outcome']);
  const attempts = metrics.histogram('upsert_seconds', 'Time of a call to the learning platform, by answer.', [
    'answer',
  ]);
  const poison = metrics.counter('poison_total', 'Records that were no event, by error code.', ['code']);
  const delay = metrics.histogram('event_to_outcome_seconds', 'From acceptance at ingest to the terminal outcome.');
  return {
    outcome(outcome, work) {
      outcomes.inc({ outcome: outcome.outcome });
      if (outcome.terminal) delay.observe({}, Math.max(0, outcome.decidedAt - work.event.receivedAt) / 1000);
    },
    attempt: (answer, durationMs) => attempts.observe({ answer }, durationMs / 1000),
    poison: (code) => poison.inc({ code }),
  };
}

/** Gauges that are read at each scrape. */
export function exposeDepth(metrics: Metrics, depth: () => UpserterDepth): void {
  const gauge = (name: string, help: string, read: (depth: UpserterDepth) => number): void => {
    metrics.gauge(name, help, [], (made) => made.set({}, read(depth())));
  };
  gauge('upserter_waiting', 'Events in hand that wait.', (now) => now.waiting);
  gauge('upserter_under_way', 'Events being worked on.', (now) => now.underWay);
  gauge('upserter_not_due', 'Retries in hand that are not due.', (now) => now.notDue);
  gauge('upserter_gate_open', '1 while requests may go to the learning platform.', (now) => Number(now.gateOpen));
}
