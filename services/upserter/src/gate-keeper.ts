import type { GatePass, GateSettings, GateSignal, GateState } from '@lockstep/domain';
import { afterSignal, GATE_FLOWING, tryPass } from '@lockstep/domain';
import type { Clock } from '@lockstep/platform';

export type GateListener = (before: GateState, after: GateState, cause: GateSignal) => void;

/** Holds the state of the platform's gate for this instance and tells its listeners when it opens or closes. */
export class GateKeeper {
  private current: GateState;
  private readonly listeners: GateListener[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly settings: GateSettings,
    initial: GateState = GATE_FLOWING,
  ) {
    this.current = initial;
  }

  get state(): GateState {
    return this.current;
  }

  get isOpen(): boolean {
    return this.current.kind === 'flowing';
  }

  tryPass(): GatePass {
    const pass = tryPass(this.current, this.clock.now());
    if (pass.kind === 'pass') this.current = pass.state;
    return pass;
  }

  signal(signal: GateSignal, probe: boolean): void {
    const before = this.current;
    this.current = afterSignal(before, signal, this.clock.now(), this.settings, probe);
    if (this.current !== before) for (const listener of this.listeners) listener(before, this.current, signal);
  }

  /** The listener must not throw. */
  onChange(listener: GateListener): void {
    this.listeners.push(listener);
  }
}
