import { describe, expect, it } from '@jest/globals';
import { FaultPlan } from './fault-plan.js';
import type { Fault } from './fault.js';
import { parseFaults } from './parse-faults.js';

const plan = (...faults: Fault[]) => new FaultPlan({ seed: 7, faults }, 1_000);
const upsertOf = (employeeId: string) => ({ on: 'upsert' as const, employeeId });
const struckBy = (of: FaultPlan, id: string, now = 1_000) => of.deal(upsertOf(id), now).fault?.kind ?? null;

describe('which request a fault strikes', () => {
  it('refuses one employee so many times, the others never', () => {
    const faults = plan({ kind: 'status', status: 500, match: { employeeIds: ['1', '2'], times: 2 } });
    expect(['1', '1', '2', '1', '3', '2', '2'].map((id) => struckBy(faults, id))).toEqual([
      'status',
      'status',
      'status',
      null,
      null,
      'status',
      null,
    ]);
  });

  it('spares the first ones, and ends by time', () => {
    const faults = plan({ kind: 'timeout', match: { after: 2, untilMs: 500 } });
    expect(['1', '2', '3'].map((id) => struckBy(faults, id))).toEqual([null, null, 'timeout']);
    expect(struckBy(faults, '4', 1_499)).toBe('timeout');
    expect(struckBy(faults, '4', 1_500)).toBeNull();
  });

  it('deals a share by seed, whatever the order of the requests', () => {
    const ids = Array.from({ length: 2_000 }, (_, n) => String(n));
    const share: Fault = { kind: 'html', match: { share: 0.3 } };
    const struck = (of: FaultPlan, order: string[]) => order.filter((id) => struckBy(of, id) !== null).sort();
    const first = struck(plan(share), ids);
    expect(first).toEqual(struck(plan(share), [...ids].reverse()));
    expect(first.length).toBeGreaterThan(500);
    expect(first.length).toBeLessThan(700);
  });

  it('deals an employee’s retry anew', () => {
    const faults = plan({ kind: 'html', match: { share: 0.5 } });
    const dealt = new Set(Array.from({ length: 30 }, () => struckBy(faults, '1')));
    expect(dealt).toEqual(new Set(['html', null]));
  });

  it('adds latencies up before the one that strikes', () => {
    const faults = plan(
      { kind: 'latency', ms: 10 },
      { kind: 'latency', ms: 5, jitterMs: 5 },
      { kind: 'html' },
      { kind: 'timeout' },
    );
    const { delayMs, fault } = faults.deal(upsertOf('1'), 1_000);
    expect(fault?.kind).toBe('html');
    expect(delayMs).toBeGreaterThanOrEqual(15);
    expect(delayMs).toBeLessThan(20);
  });

  it('leaves lists and connections alone unless told otherwise', () => {
    const faults = plan({ kind: 'timeout' }, { kind: 'early_end' }, { kind: 'reset', when: 'connect' });
    expect(faults.deal({ on: 'list', employeeId: null }, 1_000).fault?.kind).toBe('early_end');
    expect(faults.deal({ on: 'connect', employeeId: null }, 1_000).fault?.kind).toBe('reset');
    expect(struckBy(plan({ kind: 'reset', when: 'connect' }), '1')).toBeNull();
  });
});

describe('reading a list of faults', () => {
  it('takes a list alone or with its seed', () => {
    expect(parseFaults([{ kind: 'timeout' }])).toEqual({ seed: 1, faults: [{ kind: 'timeout' }] });
    expect(parseFaults({ seed: 3 })).toEqual({ seed: 3, faults: [] });
  });

  it.each([
    ['timeout', 'neither a list'],
    [[{ kind: 'toString' }], 'kind "toString" is none of latency'],
    [[{ kind: 'status' }], 'fault 0: status is missing'],
    [[{ kind: 'status', status: 99 }], 'no HTTP status'],
    [[{ kind: 'timeout' }, { kind: 'reset', when: 'never' }], 'fault 1: when is none of connect, request, body'],
    [[{ kind: 'timeout', match: { employeeId: '1' } }], 'there is no field "employeeId"'],
    [[{ kind: 'timeout', match: { share: 30 } }], 'share is not between 0 and 1'],
    [[{ kind: 'timeout', applied: 'yes' }], 'applied is neither'],
  ])('says what is wrong with %j', (body, problem) => {
    expect(parseFaults(body)).toEqual(expect.stringContaining(problem));
  });
});
