import { describe, expect, it } from '@jest/globals';
import { Lanes } from './lanes.js';
import { workOf } from '../test/work-of.js';

describe('the lanes', () => {
  it('work on one event of an employee at a time, and on many employees at once', () => {
    const lanes = new Lanes();
    for (const id of ['1', '2']) lanes.add(workOf({ employeeId: id }));
    for (const id of ['1', '2']) expect(lanes.next(id)).toBeNull();
    expect([lanes.takeCall(), lanes.takeCall()].map((work) => work?.event.employeeId)).toEqual(['1', '2']);
    lanes.add(workOf({ employeeId: '1', version: 2 }));
    expect(lanes.next('1')).toBeNull();
    expect(lanes.takeCall()).toBeNull();
    lanes.free('1');
    expect(lanes.next('1')).toBeNull();
    expect(lanes.takeCall()?.version.modifiedAt).toBe(2);
  });

  it('let the newest version win without a call for the older ones, in whatever order they came', () => {
    const lanes = new Lanes();
    for (const version of [2, 3, 1]) lanes.add(workOf({ version }));
    const ended = [];
    for (let next = lanes.next('4711'); next !== null; next = lanes.next('4711')) {
      ended.push([next.kind, next.work.version.modifiedAt]);
      lanes.free('4711');
    }
    expect(ended).toEqual([
      ['supersede', 1],
      ['supersede', 2],
    ]);
    expect(lanes.takeCall()?.version.modifiedAt).toBe(3);
  });

  it('let a newer version overtake an older one that waits for its call', () => {
    const lanes = new Lanes();
    lanes.add(workOf({ version: 1, traffic: 'retry', attempt: 2 }));
    expect(lanes.next('4711')).toBeNull();
    lanes.add(workOf({ version: 2 }));
    expect(lanes.next('4711')).toMatchObject({ kind: 'supersede', work: { attempt: 2 } });
  });

  it('leave it to the ledger which of two events of one moment is newer: the later one may repeat an older one', () => {
    const lanes = new Lanes();
    const offset = (n: bigint) => ({ modifiedAt: 1, offset: n });
    lanes.add({ ...workOf({ version: 1 }), version: offset(2n) });
    lanes.add({ ...workOf({ version: 2 }), version: offset(1n) });
    expect(lanes.next('4711')).toBeNull();
    expect(lanes.takeCall()?.version.offset).toBe(1n);
  });

  it('send live traffic first, without starving retries', () => {
    const lanes = new Lanes();
    for (let n = 0; n < 20; n++) lanes.add(workOf({ employeeId: `live${n}` }));
    for (let n = 0; n < 3; n++) lanes.add(workOf({ employeeId: `retry${n}`, traffic: 'retry', attempt: 2 }));
    for (let n = 0; n < 20; n++) lanes.next(`live${n}`);
    for (let n = 0; n < 3; n++) lanes.next(`retry${n}`);
    const order = Array.from({ length: 23 }, () => lanes.takeCall()?.traffic);
    expect(order.slice(0, 7)).toEqual(Array(7).fill('live'));
    expect(order.indexOf('retry')).toBe(7);
    expect(order.filter((traffic) => traffic === 'retry')).toHaveLength(3);
  });

  it('drop what was taken away by a rebalance and reference re-sends that were overtaken', () => {
    const lanes = new Lanes();
    lanes.add(workOf({ stale: true }));
    expect(lanes.next('4711')).toMatchObject({ kind: 'drop' });
    lanes.free('4711');
    lanes.add(workOf({ version: 1, reference: true }));
    lanes.add(workOf({ version: 2 }));
    expect(lanes.next('4711')).toMatchObject({ kind: 'drop', work: { reference: true } });
  });

  it('forget an employee who has nothing in hand', () => {
    const lanes = new Lanes();
    lanes.add(workOf({ intent: 'shadow' }));
    expect(lanes.next('4711')).toMatchObject({ kind: 'record' });
    lanes.free('4711');
    expect(lanes.next('4711')).toBeNull();
    expect(lanes.size).toBe(0);
  });
});
