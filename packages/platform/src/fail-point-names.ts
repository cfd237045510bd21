/**
 * Every place in the product where FAIL_POINTS can make the process die or stop. A name reads: just after this has
 * happened and before anything else has.
 */
export const FAIL_POINT_NAMES = [
  'ingest.verified',
  'ingest.accepted',
  'ingest.published',
  'ingest.parked',
  'ingest.answered',
  'upserter.received',
  'upserter.claimed',
  'upserter.posted',
  'upserter.settled',
  'upserter.retry_published',
  'upserter.outcome_published',
  'upserter.committed',
  'upserter.retry_due',
  'notifier.begun',
  'notifier.sent',
  'notifier.told',
] as const;
export type FailPointName = (typeof FAIL_POINT_NAMES)[number];

/** `kill`: SIGKILL to itself. `term`: SIGTERM to itself, and on. `stop`: SIGSTOP to itself, until somebody sends SIGCONT. `hang`: this flow never goes on. `exit`: exit code 70. */
export const FAIL_ACTIONS = ['kill', 'term', 'stop', 'hang', 'exit'] as const;
export type FailAction = (typeof FAIL_ACTIONS)[number];

/** One armed fail point: `action` happens at the `passage`-th passage (from 1), once. */
export interface FailPoint {
  readonly name: FailPointName;
  readonly action: FailAction;
  readonly passage: number;
}
