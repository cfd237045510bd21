/**
 * The one gate before the learning platform: closed by a throttle (429), by an outage (the circuit breaker) or by
 * refused credentials (halt). Pure: the caller brings the time. While it is closed nothing is sent and no attempt is
 * spent; after an outage one probe decides.
 */
export interface GateSettings {
  /** Failures in a row, without a success between them, that open the breaker. Default 5. */
  readonly failuresToOpen: number;
  /** How long an outage pauses before the next probe. Default 2 s. */
  readonly probeEveryMs: number;
  /** How long a throttle without Retry-After pauses. Default 5 s. */
  readonly throttleDefaultMs: number;
}

export type GateState =
  | { readonly kind: 'flowing'; readonly failuresInRow: number }
  | { readonly kind: 'throttled'; readonly since: number; readonly until: number }
  | { readonly kind: 'outage'; readonly since: number; readonly probeAt: number; readonly probing: boolean }
  | { readonly kind: 'halted'; readonly since: number };

export const GATE_FLOWING: GateState = { kind: 'flowing', failuresInRow: 0 };

export type GateSignal =
  | { readonly kind: 'succeeded' }
  /** An answer about the record itself (4xx): the platform is up. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'throttled'; readonly until: number | null }
  | { readonly kind: 'unauthorised' }
  /** A person said so. */
  | { readonly kind: 'resumed' };

export function afterSignal(state: GateState, signal: GateSignal, now: number, settings: GateSettings): GateState {
  switch (signal.kind) {
    case 'unauthorised':
      return state.kind === 'halted' ? state : { kind: 'halted', since: now };
    case 'resumed':
      return GATE_FLOWING;
    case 'throttled':
      return throttled(state, signal.until ?? now + settings.throttleDefaultMs, now);
    case 'unavailable':
      return unavailable(state, now, settings);
    case 'succeeded':
    case 'answered':
      // A late success of a request sent before the gate closed proves nothing about a throttle or a halt.
      return state.kind === 'outage' || state.kind === 'flowing' ? GATE_FLOWING : state;
  }
}

function throttled(state: GateState, until: number, now: number): GateState {
  if (state.kind === 'halted') return state;
  if (state.kind === 'throttled') return { ...state, until: Math.max(state.until, until) };
  return { kind: 'throttled', since: state.kind === 'outage' ? state.since : now, until };
}

function unavailable(state: GateState, now: number, settings: GateSettings): GateState {
  switch (state.kind) {
    case 'flowing': {
      const failuresInRow = state.failuresInRow + 1;
      if (failuresInRow < settings.failuresToOpen) return { kind: 'flowing', failuresInRow };
      return { kind: 'outage', since: now, probeAt: now + settings.probeEveryMs, probing: false };
    }
    case 'outage':
      return state.probing ? { ...state, probing: false, probeAt: now + settings.probeEveryMs } : state;
    case 'throttled':
    case 'halted':
      return state;
  }
}

export type GatePass =
  /** Send. `probe` marks the single request that decides whether an outage is over. */
  | { readonly kind: 'pass'; readonly state: GateState; readonly probe: boolean }
  /** Ask again at `at`, epoch milliseconds; null: only a person can open it. */
  | { readonly kind: 'wait'; readonly state: GateState; readonly at: number | null };

/** May one request start now? */
export function tryPass(state: GateState, now: number, settings: GateSettings): GatePass {
  switch (state.kind) {
    case 'flowing':
      return { kind: 'pass', state, probe: false };
    case 'throttled':
      return now >= state.until
        ? { kind: 'pass', state: GATE_FLOWING, probe: false }
        : { kind: 'wait', state, at: state.until };
    case 'outage':
      if (state.probing) return { kind: 'wait', state, at: now + settings.probeEveryMs };
      return now >= state.probeAt
        ? { kind: 'pass', state: { ...state, probing: true }, probe: true }
        : { kind: 'wait', state, at: state.probeAt };
    case 'halted':
      return { kind: 'wait', state, at: null };
  }
}
