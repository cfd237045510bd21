/**
 * The one gate before the learning platform, for live, retry, replay and heal traffic alike: closed by a throttle (429),
 * by an outage (the circuit breaker) or by refused credentials (halt). Pure: the caller brings the time. While it is
 * closed nothing is sent and no attempt is spent; when its time is up, one probe decides whether it opens.
 */
export interface GateSettings {
  /** Different employees that fail within the window, without a success between them, before the breaker opens. Default 5. */
  readonly failuresToOpen: number;
  /** How long a failure counts towards the breaker. Default 30 s. */
  readonly failureWindowMs: number;
  /** How long an outage pauses before the next probe. Default 2 s. */
  readonly probeEveryMs: number;
  /** How long a throttle without Retry-After pauses. Default 5 s. */
  readonly throttleDefaultMs: number;
}

export const DEFAULT_GATE_SETTINGS: GateSettings = {
  failuresToOpen: 5,
  failureWindowMs: 30_000,
  probeEveryMs: 2_000,
  throttleDefaultMs: 5_000,
};

export type GateState =
  /** `failing`: when each employee failed last, since the last success. */
  | { readonly kind: 'flowing'; readonly failing: ReadonlyMap<string, number> }
  | {
      readonly kind: 'paused';
      readonly reason: 'throttled' | 'outage';
      readonly since: number;
      /** When the next probe may go, epoch milliseconds. */
      readonly probeAt: number;
      readonly probing: boolean;
    }
  | { readonly kind: 'halted'; readonly since: number };

export const GATE_FLOWING: GateState = { kind: 'flowing', failing: new Map() };

export type GateSignal =
  /** An answer about the record, good (2xx) or bad (4xx): the platform is up. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'unavailable'; readonly employeeId: string }
  /** `until`: epoch milliseconds, null when the platform did not say. */
  | { readonly kind: 'throttled'; readonly until: number | null }
  | { readonly kind: 'unauthorised' }
  /** The probe ended without a request (its record needed none). */
  | { readonly kind: 'probe_unused' }
  /** A person said so. */
  | { readonly kind: 'resumed' };

/** The gate after a signal. `probe`: the signal comes from the request that was let through as the probe. */
export function afterSignal(
  state: GateState,
  signal: GateSignal,
  now: number,
  settings: GateSettings,
  probe = false,
): GateState {
  switch (signal.kind) {
    case 'resumed':
      return GATE_FLOWING;
    case 'unauthorised':
      return state.kind === 'halted' ? state : { kind: 'halted', since: sinceOf(state, now) };
    case 'throttled':
      return throttled(state, signal.until ?? now + settings.throttleDefaultMs, now);
    case 'unavailable':
      return unavailable(state, signal.employeeId, now, settings, probe);
    case 'probe_unused':
      return state.kind === 'paused' && probe ? { ...state, probing: false } : state;
    case 'answered':
      // A late answer to a request sent before the gate closed proves nothing; only the probe opens it.
      return state.kind === 'flowing' || (state.kind === 'paused' && probe) ? GATE_FLOWING : state;
  }
}

function throttled(state: GateState, until: number, now: number): GateState {
  if (state.kind === 'halted') return state;
  const probeAt = state.kind === 'paused' ? Math.max(state.probeAt, until) : until;
  return { kind: 'paused', reason: 'throttled', since: sinceOf(state, now), probeAt, probing: false };
}

function unavailable(
  state: GateState,
  employeeId: string,
  now: number,
  settings: GateSettings,
  probe: boolean,
): GateState {
  if (state.kind === 'halted') return state;
  if (state.kind === 'paused') {
    return probe ? { ...state, reason: 'outage', probing: false, probeAt: now + settings.probeEveryMs } : state;
  }
  const recent = [...state.failing].filter(([, at]) => at > now - settings.failureWindowMs);
  const failing = new Map(recent).set(employeeId, now);
  if (failing.size < settings.failuresToOpen) return { kind: 'flowing', failing };
  return { kind: 'paused', reason: 'outage', since: now, probeAt: now + settings.probeEveryMs, probing: false };
}

function sinceOf(state: GateState, now: number): number {
  return state.kind === 'flowing' ? now : state.since;
}

export type GatePass =
  /** Send. `probe` marks the single request that decides whether the pause is over. */
  | { readonly kind: 'pass'; readonly state: GateState; readonly probe: boolean }
  /** Ask again at `at`, epoch milliseconds; null: not before a signal. */
  | { readonly kind: 'wait'; readonly at: number | null };

/** May one request start now? */
export function tryPass(state: GateState, now: number): GatePass {
  switch (state.kind) {
    case 'flowing':
      return { kind: 'pass', state, probe: false };
    case 'paused':
      if (state.probing) return { kind: 'wait', at: null };
      return now >= state.probeAt
        ? { kind: 'pass', state: { ...state, probing: true }, probe: true }
        : { kind: 'wait', at: state.probeAt };
    case 'halted':
      return { kind: 'wait', at: null };
  }
}
