import type { ClaimDecision, ClaimRequest, LedgerEmployee, LedgerEvent, SettleRequest } from '@lockstep/domain';

export const UNKNOWN_EMPLOYEE: LedgerEmployee = { newest: null, applied: null, token: 0n, claim: null };

/** The employee after a claim was decided; the same row when nothing changes. */
export function employeeAfterClaim(
  employee: LedgerEmployee,
  request: ClaimRequest,
  decision: ClaimDecision,
  leaseUntil: number,
): LedgerEmployee {
  const newest = { ...request.version, eventId: request.eventId };
  if (decision.kind === 'claim')
    return {
      ...employee,
      newest: request.reference ? employee.newest : newest,
      token: employee.token + 1n,
      claim: { eventId: request.eventId, until: leaseUntil },
    };
  if (decision.kind !== 'ended' || !decision.fresh || decision.outcome === 'superseded') return employee;
  const { applied } = employee;
  if (decision.outcome !== 'unchanged' || applied === null) return { ...employee, newest };
  return { ...employee, newest, applied: { ...newest, bodyHash: applied.bodyHash } };
}

/** The event after a claim was decided; null when nothing is to be remembered. */
export function eventAfterClaim(
  event: LedgerEvent | null,
  request: ClaimRequest,
  decision: ClaimDecision,
): LedgerEvent | null {
  const born = { replay: request.replay, offset: request.version.offset, dueAt: null };
  if (decision.kind === 'ended' && decision.fresh)
    return { ...born, attempts: decision.attempt, ended: decision.outcome };
  if (decision.kind === 'claim' && !request.reference && event?.replay !== request.replay)
    return { ...born, attempts: 0, ended: null };
  return event;
}

/** Whether a settle counts (`settled`), and whether it ends a lease at all (`held`). */
export function judgeSettle(
  employee: LedgerEmployee | null,
  event: LedgerEvent | null,
  request: SettleRequest,
): { readonly held: boolean; readonly settled: boolean } {
  const held = employee?.token === request.token && employee.claim?.eventId === request.eventId;
  const open = event !== null && event.replay === request.replay && event.ended === null;
  return { held, settled: held && (request.reference || open) };
}

export function employeeAfterSettle(
  employee: LedgerEmployee,
  request: SettleRequest,
  settled: boolean,
): LedgerEmployee {
  const freed = { ...employee, claim: null };
  if (!settled || request.result.kind !== 'applied') return freed;
  return {
    ...freed,
    applied: { ...request.version, eventId: request.eventId, bodyHash: request.result.bodyHash },
  };
}

export function eventAfterSettle(event: LedgerEvent, request: SettleRequest): LedgerEvent {
  switch (request.result.kind) {
    case 'released':
      return event;
    case 'failed':
      return { ...event, attempts: request.attempt, dueAt: request.result.dueAt };
    case 'applied':
    case 'dead_lettered':
      return { ...event, attempts: request.attempt, dueAt: null, ended: request.result.kind };
  }
}
