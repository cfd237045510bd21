import { describe, expect, it } from '@jest/globals';
import { decideClaim } from './claim.js';
import type { ClaimRequest, LedgerEmployee, LedgerEvent } from './claim.js';

const NOW = 5_000;
const request = (over: Partial<ClaimRequest> = {}): ClaimRequest => ({
  employeeId: '4711',
  eventId: 'e2',
  version: { modifiedAt: 200, offset: 2n },
  attempt: 1,
  replay: 0,
  intent: 'call',
  bodyHash: 'h2',
  force: false,
  reference: false,
  ...over,
});
const at = (modifiedAt: number, offset: bigint, eventId: string) => ({ modifiedAt, offset, eventId });
const employee = (over: Partial<LedgerEmployee> = {}): LedgerEmployee => ({
  newest: at(100, 1n, 'e1'),
  applied: { ...at(100, 1n, 'e1'), bodyHash: 'h1' },
  token: 1n,
  claim: null,
  ...over,
});
const event = (over: Partial<LedgerEvent> = {}): LedgerEvent => ({
  replay: 0,
  attempts: 1,
  offset: 2n,
  ended: null,
  dueAt: 9_000,
  ...over,
});
const superseded = { kind: 'ended', outcome: 'superseded', fresh: true };

describe('the claim', () => {
  it('is given for an employee never seen and for a newer version', () => {
    expect(decideClaim(null, null, request(), NOW)).toEqual({ kind: 'claim' });
    expect(decideClaim(employee(), null, request(), NOW)).toEqual({ kind: 'claim' });
  });

  it('supersedes an older version, also one in retry, also by the offset alone', () => {
    const newer = employee({ newest: at(300, 9n, 'e3') });
    expect(decideClaim(newer, null, request(), NOW)).toMatchObject({ ...superseded, attempt: 0 });
    expect(decideClaim(newer, event(), request({ attempt: 2 }), NOW)).toMatchObject({ ...superseded, attempt: 1 });
    // The event ID says otherwise, and counts only when the offsets are equal too.
    const sameTime = employee({ newest: at(200, 3n, 'e1') });
    expect(decideClaim(sameTime, null, request(), NOW)).toMatchObject(superseded);
  });

  it('supersedes even when the newer version has failed: it may have landed', () => {
    expect(decideClaim(employee({ newest: at(300, 9n, 'e3'), applied: null }), null, request(), NOW)).toMatchObject(
      superseded,
    );
  });

  it('is refused while somebody else holds a live lease', () => {
    const leased = employee({ claim: { eventId: 'e1', until: NOW + 1 } });
    expect(decideClaim(leased, null, request(), NOW)).toEqual({ kind: 'busy', until: NOW + 1 });
    expect(decideClaim({ ...leased, claim: { eventId: 'e1', until: NOW } }, null, request(), NOW).kind).toBe('claim');
  });

  it('finds a body unchanged only when the platform surely holds it', () => {
    const same = request({ bodyHash: 'h1' });
    expect(decideClaim(employee(), null, same, NOW)).toMatchObject({ kind: 'ended', outcome: 'unchanged' });
    const uncertain = employee({ newest: at(150, 1n, 'e1b') });
    expect(decideClaim(uncertain, null, same, NOW).kind).toBe('claim');
    expect(decideClaim(employee(), null, { ...same, force: true }, NOW).kind).toBe('claim');
  });

  it('answers a redelivered record with the end it has had, and never calls again', () => {
    expect(decideClaim(employee(), event({ ended: 'applied' }), request(), NOW)).toEqual({
      kind: 'ended',
      outcome: 'applied',
      fresh: false,
      attempt: 1,
    });
  });

  it('spends no second attempt for one that was settled before a crash', () => {
    expect(decideClaim(employee(), event(), request(), NOW)).toEqual({ kind: 'attempted', attempt: 1, dueAt: 9_000 });
    expect(decideClaim(employee(), event(), request({ attempt: 2 }), NOW)).toEqual({ kind: 'claim' });
  });

  it('leaves a repeated event to the record that came first', () => {
    const again = request({ version: { modifiedAt: 200, offset: 7n } });
    expect(decideClaim(employee(), event(), again, NOW)).toEqual({ kind: 'repeated' });
    expect(decideClaim(employee(), event({ ended: 'applied' }), again, NOW)).toEqual({ kind: 'repeated' });
  });

  it('lets a replay reopen an ended event, but not overtake a newer version', () => {
    const dead = event({ ended: 'dead_lettered', attempts: 4 });
    const own = employee({ newest: at(200, 2n, 'e2'), applied: null });
    expect(decideClaim(own, dead, request({ replay: 1 }), NOW)).toEqual({ kind: 'claim' });
    expect(decideClaim(employee({ newest: at(300, 9n, 'e3') }), dead, request({ replay: 1 }), NOW)).toMatchObject(
      superseded,
    );
  });

  it('ends shadow and out-of-scope events without a call', () => {
    expect(decideClaim(null, null, request({ intent: 'shadow' }), NOW)).toMatchObject({ outcome: 'shadowed' });
    expect(decideClaim(null, null, request({ intent: 'out_of_scope' }), NOW)).toMatchObject({
      outcome: 'out_of_scope',
    });
  });

  it('re-sends a manager reference only for the version that is applied now', () => {
    const reference = request({ reference: true, bodyHash: 'h2+manager' });
    const applied = at(200, 2n, 'e2');
    const current = employee({ newest: applied, applied: { ...applied, bodyHash: 'h2' } });
    expect(decideClaim(current, event({ ended: 'applied' }), reference, NOW)).toEqual({ kind: 'claim' });
    expect(decideClaim({ ...current, newest: at(300, 9n, 'e3') }, null, reference, NOW)).toEqual({ kind: 'repeated' });
  });
});
