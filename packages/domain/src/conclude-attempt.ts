import type { RetryPlan } from './retry-plan.js';
import { nextDueAt } from './retry-plan.js';
import type { UpsertAnswer } from './upsert-answer.js';

/** What an attempt's answer means for its record, once the gate has heard the answer. */
export type Conclusion =
  | { readonly kind: 'applied'; readonly status: number }
  /** The record is not at fault (throttle, halt, outage): try again when the gate opens, no attempt is spent. */
  | { readonly kind: 'release' }
  | { readonly kind: 'retry'; readonly dueAt: number; readonly failure: Failure }
  | { readonly kind: 'dead_letter'; readonly failure: Failure };

/** Why an attempt failed; no personal data. */
export interface Failure {
  readonly status: number | null;
  readonly code: string;
  readonly reason: string;
}

/**
 * @param answer the platform's
 * @param attempt the attempt it answers, from 1
 * @param gateOpen whether the gate still lets requests through after it heard the answer
 * @param answeredAt epoch milliseconds; the next attempt is due its delay later
 */
export function concludeAttempt(
  answer: UpsertAnswer,
  attempt: number,
  gateOpen: boolean,
  answeredAt: number,
  plan: RetryPlan,
): Conclusion {
  switch (answer.kind) {
    case 'applied':
      return { kind: 'applied', status: answer.status };
    case 'throttled':
    case 'unauthorised':
      return { kind: 'release' };
    case 'unavailable': {
      if (!gateOpen) return { kind: 'release' };
      const failure = { status: answer.status, code: answer.code, reason: answer.reason };
      const dueAt = nextDueAt(plan, attempt, answeredAt);
      return dueAt === null ? { kind: 'dead_letter', failure } : { kind: 'retry', dueAt, failure };
    }
    case 'conflict':
      return deadLetter(answer.status, 'LOCKSTEP_LND_CONFLICT', answer.reason);
    case 'unknown_manager':
      return deadLetter(answer.status, 'LOCKSTEP_LND_UNKNOWN_MANAGER', answer.reason);
    case 'refused':
      return deadLetter(answer.status, answer.code, answer.reason);
  }
}

function deadLetter(status: number, code: string, reason: string): Conclusion {
  return { kind: 'dead_letter', failure: { status, code, reason } };
}
