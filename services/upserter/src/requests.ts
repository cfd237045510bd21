import type { ClaimRequest, GateSignal, SettleRequest, SettleResult, UpsertAnswer } from '@lockstep/domain';
import type { Work } from './work.js';

/** What the ledger is asked before the work goes on. */
export function claimRequestOf(work: Work, intent: ClaimRequest['intent']): ClaimRequest {
  return {
    employeeId: work.event.employeeId,
    eventId: work.event.eventId,
    version: work.version,
    attempt: work.attempt,
    replay: work.replay,
    intent,
    bodyHash: work.bodyHash,
    force: work.event.path === 'heal',
    reference: work.reference,
  };
}

/** What the ledger is told afterwards. */
export function settleRequestOf(work: Work, token: bigint, result: SettleResult): SettleRequest {
  return {
    employeeId: work.event.employeeId,
    eventId: work.event.eventId,
    version: work.version,
    attempt: work.attempt,
    replay: work.replay,
    reference: work.reference,
    token,
    result,
  };
}

/** What the gate hears of an answer. */
export function signalOf(answer: UpsertAnswer, work: Work): GateSignal {
  switch (answer.kind) {
    case 'unavailable':
      return { kind: 'unavailable', employeeId: work.event.employeeId };
    case 'throttled':
      return { kind: 'throttled', until: answer.until };
    case 'unauthorised':
      return { kind: 'unauthorised' };
    default:
      return { kind: 'answered' };
  }
}

/** The fields of every log line about this work; no personal data. */
export function identityOf(work: Work): Record<string, string | number> {
  const { topic, partition, offset } = work.delivery;
  return {
    employeeId: work.event.employeeId,
    eventId: work.event.eventId,
    attempt: work.attempt,
    replay: work.replay,
    topic,
    partition,
    offset: offset.toString(),
  };
}
