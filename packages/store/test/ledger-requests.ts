import type { ClaimAnswer, ClaimRequest, SettleRequest, SettleResult } from '@lockstep/domain';

/** A claim of the first event of employee 4711, or what `overrides` says. */
export function claimRequest(overrides: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    employeeId: '4711',
    eventId: 'event-1',
    version: { modifiedAt: 1_700_000_000_000, offset: 10n },
    attempt: 1,
    replay: 0,
    intent: 'call',
    bodyHash: 'body-1',
    force: false,
    reference: false,
    ...overrides,
  };
}

/** The n-th event of an employee: newer with every n. */
export function nthEvent(n: number, overrides: Partial<ClaimRequest> = {}): ClaimRequest {
  return claimRequest({
    eventId: `event-${n}`,
    version: { modifiedAt: 1_700_000_000_000 + n, offset: BigInt(10 * n) },
    bodyHash: `body-${n}`,
    ...overrides,
  });
}

export function settleRequest(claim: ClaimRequest, token: bigint, result: SettleResult): SettleRequest {
  const { employeeId, eventId, version, attempt, replay, reference } = claim;
  return { employeeId, eventId, version, attempt, replay, reference, token, result };
}

export function applied(claim: ClaimRequest): SettleResult {
  return { kind: 'applied', bodyHash: claim.bodyHash ?? '' };
}

export function tokenOf(answer: ClaimAnswer | undefined): bigint {
  if (answer?.kind !== 'claimed') throw new Error(`expected a claim, got ${String(answer?.kind)}`);
  return answer.token;
}
