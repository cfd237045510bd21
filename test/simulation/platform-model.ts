import type { UpsertCall } from '@lockstep/connectors';
import type { UpsertAnswer } from '@lockstep/domain';
import type { WriteFact } from '@lockstep/stack';
import type { Life } from './life.js';
import type { Simulation } from './simulation.js';

/** One request, as the platform's side has it. */
export interface Request {
  readonly by: string;
  readonly eventId: string;
  readonly key: string;
  readonly startedAt: number;
  /** What was said to it, or would have been if anybody had listened; null while it is on its way. */
  answer: UpsertAnswer['kind'] | 'unheard' | null;
}

const TIMEOUT: UpsertAnswer = { kind: 'unavailable', status: null, code: 'LOCKSTEP_LND_TIMEOUT', reason: 'timeout' };
const RESET: UpsertAnswer = { kind: 'unavailable', status: null, code: 'LOCKSTEP_LND_UNREACHABLE', reason: 'reset' };
const OK: UpsertAnswer = { kind: 'applied', status: 200 };

/**
 * A learning platform that honours idempotency keys and keeps a journal, behind a connector: it answers with what the
 * connector makes of status, headers and body. A request that has been sent arrives within its timeout whatever
 * becomes of its sender. A platform that ignores keys, and a request that lands after its lease, are not promised
 * anything (docs/reliability.md), so neither is modelled.
 */
export class PlatformModel {
  readonly journal: WriteFact[] = [];
  readonly requests: Request[] = [];
  readonly learners = new Map<string, Readonly<Record<string, unknown>>>();
  private readonly remembered = new Map<string, UpsertAnswer>();

  constructor(private readonly world: Simulation) {}

  /** One request of a process; resolves as its connector would, within the timeout. */
  upsert(life: Life, call: UpsertCall, signal: AbortSignal, timeoutMs: number): Promise<UpsertAnswer> {
    const { weather, story, time } = this.world;
    const eventId = call.idempotencyKey.split(':')[0]!;
    const place = `platform ${call.idempotencyKey.slice(0, 8)}${call.idempotencyKey.slice(64)}`;
    const { fault, thereMs, backMs } = weather.fateOf(place, ['platform_', 'crash_'], this.world.elapsed);
    const request: Request = { by: life.name, eventId, key: call.idempotencyKey, startedAt: time.now, answer: null };
    this.requests.push(request);
    this.world.checks.atRequest(life, call.employeeId, request);
    const exact = (what: string): number => weather.draw(`${place} ${this.requests.length}`, what);
    const slowMs = fault === 'platform_slow' ? Math.floor(exact('slow') * (timeoutMs - 10)) : 0;
    story.tell(
      life.name,
      () =>
        `asks the platform for ${this.world.nameOf(eventId)} of ${call.employeeId}${call.idempotencyKey.slice(64)}${fault === null ? '' : ` (${fault})`}`,
    );
    return new Promise((resolve) => {
      const heard = (answer: UpsertAnswer): void => {
        request.answer ??= answer.kind;
        life.wake(backMs, () => resolve(answer));
      };
      // The connector gives up by itself at the signal; it never throws.
      signal.addEventListener('abort', () => resolve(TIMEOUT), { once: true });
      if (fault === 'crash_before') return life.die('before its request has left');
      time.after(thereMs + slowMs, () => {
        const answer = this.answerTo(call, fault, exact);
        if (answer === null) request.answer = 'unheard';
        else heard(answer);
        if (fault === 'crash_after') life.die('before it hears the platform');
      });
    });
  }

  /** Null: nothing is heard of it. */
  private answerTo(call: UpsertCall, fault: string | null, exact: (what: string) => number): UpsertAnswer | null {
    const { time } = this.world;
    switch (fault) {
      case 'platform_error':
      case 'platform_down':
        return { kind: 'unavailable', status: 500, code: 'LOCKSTEP_LND_UNAVAILABLE', reason: 'error' };
      case 'platform_error_body':
        return { kind: 'unavailable', status: 200, code: 'LOCKSTEP_LND_UNRECOGNISED', reason: 'no success' };
      case 'platform_timeout':
        return null;
      case 'platform_applied_unheard':
        this.take(call);
        return null;
      case 'platform_reset':
        return RESET;
      case 'platform_reset_after':
        this.take(call);
        return RESET;
      case 'platform_throttled': {
        const until = exact('named') < 0.7 ? time.now + Math.floor(exact('until') * 8_000) : null;
        return { kind: 'throttled', status: exact('status') < 0.5 ? 429 : 503, until, reason: 'slow down' };
      }
      case 'platform_unauthorised':
        return { kind: 'unauthorised', status: exact('status') < 0.5 ? 401 : 403, reason: 'no' };
      case 'platform_refused':
        return { kind: 'refused', status: 422, code: 'LOCKSTEP_LND_REFUSED', reason: 'no' };
      case 'platform_conflict':
        return { kind: 'conflict', status: 409, reason: 'taken' };
      default:
        return this.take(call);
    }
  }

  /** What a healthy platform does. */
  private take(call: UpsertCall): UpsertAnswer {
    const { employeeId, idempotencyKey, body } = call;
    const known = this.remembered.get(idempotencyKey);
    const write = (effective: boolean, changed: boolean): void => {
      this.journal.push({ employeeId, idempotencyKey, effective, changed, receivedAt: this.world.time.now });
    };
    if (known !== undefined) {
      write(false, false);
      return known;
    }
    const managerId = body['managerId'];
    if (typeof managerId === 'string' && managerId !== employeeId && !this.learners.has(managerId)) {
      write(false, false);
      return { kind: 'unknown_manager', status: 422, reason: 'unknown manager' };
    }
    const changed = JSON.stringify(this.learners.get(employeeId)) !== JSON.stringify(body);
    this.learners.set(employeeId, body);
    this.remembered.set(idempotencyKey, OK);
    write(true, changed);
    this.world.story.tell('platform', () => `holds ${this.world.nameOf(idempotencyKey)} of ${employeeId}`);
    this.world.checks.atWrite(employeeId, idempotencyKey);
    return OK;
  }
}
