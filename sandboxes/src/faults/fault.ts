import type { MatchRule } from './fault-match.js';

/** Which requests a fault strikes. Nothing given: every upsert (at the HRIS: every list). */
export interface FaultMatch extends MatchRule {
  readonly on?: 'upsert' | 'list' | 'any';
}

/** What the platform does instead of what it should. Units are milliseconds. */
export type FaultAct =
  /** Waits, then goes on as if nothing were. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  /** Any status; Retry-After in seconds, as an HTTP date so many seconds ahead, or verbatim. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly retryAfterSeconds?: number;
      readonly retryAfterDateInSeconds?: number;
      readonly retryAfter?: string;
    }
  /** Takes the request and never answers. */
  | { readonly kind: 'timeout' }
  /** Does what was asked, and never answers, or so late that the client has gone. */
  | { readonly kind: 'applied_but_timed_out'; readonly answerAfterMs?: number }
  /** 200 with `{"error":…}`. */
  | { readonly kind: 'error_in_success'; readonly code?: string }
  /** 200 with a page. */
  | { readonly kind: 'html' }
  /** 200 with half the JSON; `short`: announced in full and cut by the end of the connection. Default `whole`. */
  | { readonly kind: 'cut_json'; readonly framing?: 'whole' | 'short' }
  /** 200 with the record of somebody else. */
  | { readonly kind: 'other_employee' }
  /** RST: when the connection opens, in place of an answer, or in the middle of the body. */
  | { readonly kind: 'reset'; readonly when: 'connect' | 'request' | 'body' }
  /** Head and half the body, then silence: not even the client's end is answered. */
  | { readonly kind: 'half_open' }
  /** The right answer, a byte at a time. */
  | { readonly kind: 'slow_drip'; readonly everyMs?: number }
  | { readonly kind: 'redirect'; readonly status?: number; readonly location: string }
  /** A page of the list that says it is the last one and is not. */
  | { readonly kind: 'early_end' };

export type FaultKind = FaultAct['kind'];

/** One fault as it is set by `PUT /sandbox/faults`. */
export type Fault = FaultAct & {
  readonly match?: FaultMatch;
  /** Whether the upsert takes effect before the fault strikes. Default: only where the kind says so. */
  readonly applied?: boolean;
};

const APPLIED_BY_NATURE: readonly FaultKind[] = ['applied_but_timed_out', 'slow_drip', 'latency', 'early_end'];

export function isApplied(fault: Fault): boolean {
  return APPLIED_BY_NATURE.includes(fault.kind) || fault.applied === true;
}
