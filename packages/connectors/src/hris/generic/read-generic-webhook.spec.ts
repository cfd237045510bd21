import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_CHANGES, readGenericWebhook } from './read-generic-webhook.js';

const change = { type: 'employee.updated', occurredAt: '2026-11-02T09:15:00Z', employee: { employeeId: '4711' } };

describe('the body of the generic source', () => {
  it('is one change or an array of them', () => {
    const read = {
      changeType: 'updated',
      occurredAt: change.occurredAt,
      record: change.employee,
      recordAt: '/employee',
    };
    expect(readGenericWebhook(change)).toEqual({ kind: 'changes', changes: [read] });
    expect(readGenericWebhook([change, { ...change, type: 'employee.terminated' }])).toEqual({
      kind: 'changes',
      changes: [read, { ...read, changeType: 'terminated' }],
    });
  });

  it.each([
    ['a text', '"x"'],
    ['a number', '1'],
    ['null', 'null'],
    ['an array without changes', '[]'],
  ])('is malformed when it is %s', (_what, json) => {
    expect(readGenericWebhook(JSON.parse(json))).toMatchObject({ kind: 'malformed' });
  });

  it(`may hold ${MAX_CHANGES} changes and not one more`, () => {
    expect(readGenericWebhook(Array.from({ length: MAX_CHANGES }, () => change))).toMatchObject({ kind: 'changes' });
    expect(readGenericWebhook(Array.from({ length: MAX_CHANGES + 1 }, () => change))).toMatchObject({
      kind: 'malformed',
    });
  });

  it('takes the good changes around a malformed one, and says where that is wrong', () => {
    const content = readGenericWebhook([
      { ...change, type: 'employee.deleted' },
      change,
      7,
      { ...change, employee: [] },
      { ...change, type: undefined, employee: { employeeId: 'x y' } },
    ]);
    expect(content).toMatchObject({
      changes: [
        { malformedAt: '/type', employeeId: '4711' },
        { changeType: 'updated' },
        { malformedAt: '', employeeId: null },
        { malformedAt: '/employee', employeeId: null },
        { malformedAt: '/type', problem: 'is missing', employeeId: null },
      ],
    });
  });

  it('never throws, whatever JSON comes', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => expect(readGenericWebhook(body)).toHaveProperty('kind')));
  });
});
