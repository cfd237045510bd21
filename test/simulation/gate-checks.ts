import type { UpsertAnswer } from '@lockstep/domain';
import type { Life } from './life.js';
import { settingsOf } from './run-upserter.js';
import type { Simulation } from './simulation.js';

/** What one process has heard of the platform, as far as it must heed it. */
interface Heard {
  /** Retry-After: no request before. */
  notBefore: number;
  /** Credentials refused: no request before a person has resumed. */
  refusedAt: number | null;
  /** Employees whose last answer was a failure, and when, since anything else was heard. */
  readonly failing: Map<string, number>;
  /** When an event's last answer came. */
  readonly answeredAt: Map<string, number>;
  /** Since when its gate is closed; null: open. */
  closedAt: number | null;
  /** Events asked for since then and not answered. */
  readonly probes: Set<string>;
}

/** Whether each process heeds what the platform says about itself: invariant 5, seen from beside the gate. */
export class GateChecks {
  private readonly byLife = new Map<Life, Heard>();

  constructor(
    private readonly world: Simulation,
    private readonly say: (problem: string) => void,
  ) {}

  gateChanged(life: Life, isOpen: boolean): void {
    const heard = this.of(life);
    heard.failing.clear();
    heard.probes.clear();
    if (isOpen) heard.closedAt = null;
    else heard.closedAt ??= this.world.time.now;
  }

  heard(life: Life, employeeId: string, key: string, answer: UpsertAnswer): void {
    const { now } = this.world.time;
    const heard = this.of(life);
    // Not the last word: the request without the manager follows.
    if (answer.kind === 'unknown_manager') return;
    heard.answeredAt.set(key.split(':')[0]!, now);
    heard.probes.delete(key.split(':')[0]!);
    if (answer.kind === 'throttled') heard.notBefore = Math.max(heard.notBefore, answer.until ?? 0);
    if (answer.kind === 'unauthorised') Object.assign(heard, { refusedAt: now, notBefore: 0 });
    if (answer.kind === 'unavailable') heard.failing.set(employeeId, now);
    else heard.failing.clear();
  }

  /** A request begins. The second half of a call, without the manager, belongs to the first. */
  atRequest(life: Life, key: string, employeeId: string): void {
    if (key.endsWith(':without-manager')) return;
    const { now } = this.world.time;
    const { clockErrorMs, resumedAt } = this.world;
    const heard = this.of(life);
    const earlyMs = heard.notBefore - now - clockErrorMs;
    if (earlyMs > 0) this.say(`${life.name} asks ${earlyMs} ms before the platform wants to be asked again`);
    if (heard.refusedAt !== null && resumedAt < heard.refusedAt)
      this.say(`${life.name} asks although its credentials were refused and nobody has resumed it`);
    const { BREAKER_FAILURES, BREAKER_WINDOW } = settingsOf(this.world);
    // What was heard in this very moment may not have reached the gate yet.
    const failing = [...heard.failing.values()].filter((at) => at < now && at > now - BREAKER_WINDOW).length;
    if (heard.closedAt === null && clockErrorMs === 0 && failing >= BREAKER_FAILURES)
      this.say(
        `${life.name} asks for ${employeeId} although the platform has failed for ${failing} employees in a row`,
      );
    if (heard.closedAt === null) return;
    if (heard.probes.size > 0) this.say(`${life.name} asks for ${employeeId} although its probe is under way`);
    heard.probes.add(key.split(':')[0]!);
  }

  /** An attempt is about to be spent. */
  atFailure(life: Life, eventId: string): void {
    const { closedAt, answeredAt } = this.of(life);
    const at = answeredAt.get(eventId);
    if (closedAt !== null && at !== undefined && closedAt < at)
      this.say(`${life.name} spends an attempt of ${this.world.nameOf(eventId)} while it is paused`);
  }

  private of(life: Life): Heard {
    const known = this.byLife.get(life) ?? {
      notBefore: 0,
      refusedAt: null,
      failing: new Map<string, number>(),
      answeredAt: new Map<string, number>(),
      closedAt: null,
      probes: new Set<string>(),
    };
    this.byLife.set(life, known);
    return known;
  }
}
