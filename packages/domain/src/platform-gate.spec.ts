import { describe, expect, it } from '@jest/globals';
import { afterSignal, DEFAULT_GATE_SETTINGS as settings, GATE_FLOWING, tryPass } from './platform-gate.js';
import type { GateSignal, GateState } from './platform-gate.js';

const T = 1_000_000;
const after = (state: GateState, signal: GateSignal, at = T, probe = false) =>
  afterSignal(state, signal, at, settings, probe);
const failed = (state: GateState, employeeId: string, at = T, probe = false) =>
  after(state, { kind: 'unavailable', employeeId }, at, probe);

function outage(): GateState {
  return ['1', '2', '3', '4', '5'].reduce((state, id) => failed(state, id), GATE_FLOWING);
}

describe('the gate before the platform', () => {
  it('opens the breaker when five employees fail in a row', () => {
    expect(['1', '2', '3', '4'].reduce((s, id) => failed(s, id), GATE_FLOWING).kind).toBe('flowing');
    expect(outage()).toMatchObject({ kind: 'paused', reason: 'outage', probeAt: T + settings.probeEveryMs });
  });

  it('does not take one employee who fails again and again for an outage', () => {
    const state = Array.from({ length: 20 }).reduce<GateState>((s, _, n) => failed(s, '4711', T + n), GATE_FLOWING);
    expect(state.kind).toBe('flowing');
  });

  it('forgets failures after a success and after the window', () => {
    const four = ['1', '2', '3', '4'].reduce((s, id) => failed(s, id), GATE_FLOWING);
    expect(failed(after(four, { kind: 'answered' }), '5').kind).toBe('flowing');
    expect(failed(four, '5', T + settings.failureWindowMs + 1).kind).toBe('flowing');
  });

  it('lets a single probe through an outage, and opens on its success only', () => {
    const state = outage();
    expect(tryPass(state, T + settings.probeEveryMs - 1)).toEqual({ kind: 'wait', at: T + settings.probeEveryMs });
    const pass = tryPass(state, T + settings.probeEveryMs);
    if (pass.kind !== 'pass') throw new Error('the probe should pass');
    expect(pass.probe).toBe(true);
    expect(tryPass(pass.state, T + settings.probeEveryMs)).toEqual({ kind: 'wait', at: null });
    expect(after(pass.state, { kind: 'answered' }, T + 9_000, false).kind).toBe('paused');
    expect(after(pass.state, { kind: 'answered' }, T + 9_000, true).kind).toBe('flowing');
    expect(failed(pass.state, '6', T + 9_000, true)).toMatchObject({ probing: false, probeAt: T + 11_000, since: T });
  });

  it('lets another record probe when the first one needed no request', () => {
    const pass = tryPass(outage(), T + settings.probeEveryMs);
    if (pass.kind !== 'pass') throw new Error('the probe should pass');
    const again = after(pass.state, { kind: 'probe_unused' }, T + settings.probeEveryMs, true);
    expect(tryPass(again, T + settings.probeEveryMs)).toMatchObject({ kind: 'pass', probe: true });
  });

  it('waits exactly as long as the platform says, or its default, and never shortens a wait', () => {
    const once = after(GATE_FLOWING, { kind: 'throttled', until: T + 30_000 });
    expect(tryPass(once, T + 29_999)).toEqual({ kind: 'wait', at: T + 30_000 });
    expect(after(once, { kind: 'throttled', until: T + 10_000 })).toMatchObject({ probeAt: T + 30_000 });
    expect(after(GATE_FLOWING, { kind: 'throttled', until: null })).toMatchObject({ probeAt: T + 5_000 });
  });

  it('stays one pause, with one beginning, while probes are throttled again', () => {
    const pass = tryPass(after(GATE_FLOWING, { kind: 'throttled', until: T + 1_000 }), T + 1_000);
    if (pass.kind !== 'pass') throw new Error('the probe should pass');
    const again = after(pass.state, { kind: 'throttled', until: T + 3_000 }, T + 1_500, true);
    expect(again).toMatchObject({ kind: 'paused', since: T, probeAt: T + 3_000, probing: false });
  });

  it('halts on refused credentials until a person resumes', () => {
    const halted = after(GATE_FLOWING, { kind: 'unauthorised' });
    expect(tryPass(halted, T + 1e9)).toEqual({ kind: 'wait', at: null });
    for (const signal of [{ kind: 'answered' }, { kind: 'throttled', until: T }] as const)
      expect(after(halted, signal, T, true).kind).toBe('halted');
    expect(after(halted, { kind: 'resumed' })).toEqual(GATE_FLOWING);
  });
});
