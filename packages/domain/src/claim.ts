import type { TerminalOutcome } from './outcome.js';
import type { Version } from './version.js';

/** What the upserter means to do with the event if its version still counts. */
export type ClaimIntent =
  /** Call the platform. */
  | 'call'
  /** Shadow mode: record what would have been sent, call nobody. */
  | 'shadow'
  /** The scope rule leaves the employee out. */
  | 'out_of_scope'
  /** A newer event of the same employee is already in hand: end this one without a call. */
  | 'superseded';

export interface ClaimRequest {
  readonly employeeId: string;
  readonly eventId: string;
  readonly version: Version;
  /** The attempt about to be made, from 1. */
  readonly attempt: number;
  /** 0 for the event's own life, n for the n-th replay from the dead letter topic. */
  readonly replay: number;
  readonly intent: ClaimIntent;
  /** SHA-256 of the body that would be sent, hex; null where none would. */
  readonly bodyHash: string | null;
  /** Send even when the platform is believed to hold the same body already (a heal). Default false. */
  readonly force: boolean;
  /** Re-send of an event that was applied without its manager reference. Default false. */
  readonly reference: boolean;
}

export type ClaimAnswer =
  /** Ours until the lease ends; `token` fences the settle. */
  | { readonly kind: 'claimed'; readonly token: bigint }
  /** The event has ended, now (`fresh`) or in an earlier life of this record. */
  | { readonly kind: 'ended'; readonly outcome: TerminalOutcome; readonly fresh: boolean; readonly attempt: number }
  /** This attempt was made and settled before a crash: hand the record on to the attempt that is due at `dueAt`. */
  | { readonly kind: 'attempted'; readonly attempt: number; readonly dueAt: number }
  /** The same event from another record (the HRIS delivered twice); that record is responsible. */
  | { readonly kind: 'repeated' }
  /** Somebody holds a live lease on the employee; ask again after `retryInMs`. */
  | { readonly kind: 'busy'; readonly retryInMs: number };

export type SettleResult =
  | { readonly kind: 'applied'; readonly bodyHash: string }
  | { readonly kind: 'failed'; readonly dueAt: number }
  | { readonly kind: 'dead_lettered' }
  /** The call was not made or says nothing about the record (throttled, breaker): no attempt is spent. */
  | { readonly kind: 'released' };

export interface SettleRequest {
  readonly employeeId: string;
  readonly eventId: string;
  readonly version: Version;
  readonly attempt: number;
  readonly replay: number;
  /** As in the claim: a reference re-send never touches the end the event has had. */
  readonly reference: boolean;
  readonly token: bigint;
  readonly result: SettleResult;
}

/** `lost`: the lease ran out and somebody else has claimed the employee since; decide anew by claiming again. */
export type SettleAnswer = { readonly kind: 'settled' } | { readonly kind: 'lost' };

/** What the ledger remembers of an employee. */
export interface LedgerEmployee {
  /** The newest version any attempt was made for, and the event it belongs to. */
  readonly newest: (Version & { readonly eventId: string }) | null;
  /** What the platform is known to hold; null before the first success. */
  readonly applied: (Version & { readonly eventId: string; readonly bodyHash: string }) | null;
  readonly token: bigint;
  readonly claim: { readonly eventId: string; readonly until: number } | null;
}

/** What the ledger remembers of an event. */
export interface LedgerEvent {
  readonly replay: number;
  /** Attempts made and settled. */
  readonly attempts: number;
  /** Offset of the record that carried it first; another record with the same event is a repeat. */
  readonly offset: bigint;
  readonly ended: TerminalOutcome | null;
  readonly dueAt: number | null;
}

export type ClaimDecision =
  | Exclude<ClaimAnswer, { kind: 'claimed' } | { kind: 'busy' }>
  | { readonly kind: 'claim' }
  | { readonly kind: 'busy'; readonly until: number };

/**
 * The ledger's rule, as one pure function: the Postgres statement and the in-memory twin must agree with it
 * (one conformance suite runs against both).
 */
export function decideClaim(
  employee: LedgerEmployee | null,
  event: LedgerEvent | null,
  request: ClaimRequest,
  now: number,
): ClaimDecision {
  if (request.reference) return decideReference(employee, request, now);
  if (event !== null) {
    if (event.replay > request.replay) return { kind: 'repeated' };
    if (event.replay === request.replay) {
      if (event.offset !== request.version.offset) return { kind: 'repeated' };
      if (event.ended !== null) return { kind: 'ended', outcome: event.ended, fresh: false, attempt: event.attempts };
      if (event.attempts >= request.attempt && event.dueAt !== null)
        return { kind: 'attempted', attempt: event.attempts, dueAt: event.dueAt };
    }
  }
  const newest = employee?.newest ?? null;
  if (request.intent === 'superseded' || (newest !== null && isOlder(request, newest)))
    return { kind: 'ended', outcome: 'superseded', fresh: true, attempt: request.attempt - 1 };
  const claim = employee?.claim ?? null;
  if (claim !== null && claim.until > now) return { kind: 'busy', until: claim.until };
  if (request.intent === 'out_of_scope') return { kind: 'ended', outcome: 'out_of_scope', fresh: true, attempt: 0 };
  if (request.intent === 'shadow') return { kind: 'ended', outcome: 'shadowed', fresh: true, attempt: 0 };
  const applied = employee?.applied ?? null;
  // Only when the platform is known to hold the newest thing that was tried: an attempt that timed out may have landed,
  // and so may one whose lease ran out unsettled (a reference re-send does not move `newest`).
  const certain = claim === null && applied !== null && newest !== null && applied.eventId === newest.eventId;
  if (certain && !request.force && applied.bodyHash === request.bodyHash)
    return { kind: 'ended', outcome: 'unchanged', fresh: true, attempt: request.attempt - 1 };
  return { kind: 'claim' };
}

function decideReference(employee: LedgerEmployee | null, request: ClaimRequest, now: number): ClaimDecision {
  if (employee === null) return { kind: 'repeated' };
  const { applied, newest, claim } = employee;
  const current = applied?.eventId === request.eventId && newest?.eventId === request.eventId;
  if (!current || applied.bodyHash === request.bodyHash) return { kind: 'repeated' };
  if (claim !== null && claim.until > now) return { kind: 'busy', until: claim.until };
  return { kind: 'claim' };
}

/** The total order of versions, with the event ID as the last tie-break so that two instances never disagree. */
function isOlder(request: ClaimRequest, newest: Version & { readonly eventId: string }): boolean {
  if (request.version.modifiedAt !== newest.modifiedAt) return request.version.modifiedAt < newest.modifiedAt;
  if (request.version.offset !== newest.offset) return request.version.offset < newest.offset;
  return request.eventId < newest.eventId;
}
