import { GateChecks } from './gate-checks.js';
import type { Life } from './life.js';
import type { Request } from './platform-model.js';
import { settingsOf } from './run-upserter.js';
import type { Simulation } from './simulation.js';

/**
 * What must hold at every single moment and would be gone from the end: who may ask the platform, when, and how often.
 * What can be seen at the end is the judge's (stack/src/proof).
 */
export class Checks {
  readonly problems: string[] = [];
  readonly gate: GateChecks;
  /** The newest position of `employee.events` that the platform has taken, by employee. */
  private readonly newest = new Map<string, string>();

  constructor(private readonly world: Simulation) {
    this.gate = new GateChecks(world, (problem) => this.say(problem));
  }

  /** A process begins a request. */
  atRequest(life: Life, employeeId: string, request: Request): void {
    const { world } = this;
    this.gate.atRequest(life, request.key, employeeId);
    const { ledger } = world.stores;
    const timeoutMs = settingsOf(world).LND_TIMEOUT;
    const now = world.time.now;
    const claim = ledger.employees.get(employeeId)?.claim ?? null;
    if (claim === null || claim.eventId !== request.eventId)
      this.say(`${life.name} asks for ${this.event(request)} without a claim`);
    else if (claim.until < now + timeoutMs)
      this.say(
        `${life.name} asks for ${this.event(request)}, whose lease ends ${now + timeoutMs - claim.until} ms before the request may`,
      );
    if (!request.key.endsWith(request.eventId) && !/:(manager|without-manager)$/.test(request.key))
      this.say(`a key that is none: ${request.key}`);
    if (!world.isKnown(request.eventId)) this.say(`an idempotency key of no event: ${request.key}`);
    const known = ledger.events.get(request.eventId);
    if (known === undefined || request.key.endsWith(':manager')) return;
    if (known.ended !== null) this.say(`${this.event(request)} is asked for after its end (${known.ended})`);
    const earlyMs = (known.dueAt ?? 0) - now - world.clockErrorMs;
    if (earlyMs > 0) this.say(`the retry of ${this.event(request)} is ${earlyMs} ms early`);
    const lateMs = known.dueAt === null ? 0 : now - known.dueAt;
    if (world.isCalmSince(known.dueAt ?? now, life) && lateMs > 1_000)
      this.say(`the retry of ${this.event(request)} is ${lateMs} ms late`);
    if (known.attempts >= 4) this.say(`${this.event(request)} is asked for a fifth time`);
  }

  /** The platform takes a version. */
  atWrite(employeeId: string, key: string): void {
    const eventId = key.split(':')[0]!;
    const position = this.world.positionOf(eventId);
    const before = this.newest.get(employeeId);
    if (before !== undefined && position < before)
      this.say(`stale write: ${this.world.nameOf(eventId)} after a newer version of ${employeeId}`);
    else this.newest.set(employeeId, position);
  }

  say(problem: string): void {
    this.problems.push(problem);
    this.world.story.tell('CHECK', () => problem);
  }

  private event(request: Request): string {
    return this.world.nameOf(request.eventId);
  }
}
