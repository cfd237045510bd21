import { createServer, type Server } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { CHANGE_TYPES } from '@lockstep/domain';
import { eventually, givenEmployee, givenEvent, leakCheck, newTopicPrefix } from './index.js';

describe('eventually', () => {
  it('gives what was seen when it came true', async () => {
    let looks = 0;
    expect(await eventually(() => (looks += 1), { until: (seen) => seen === 3, everyMs: 1 })).toBe(3);
  });

  it('takes a failed expectation as not yet', async () => {
    let looks = 0;
    await eventually(
      () => {
        expect((looks += 1)).toBeGreaterThan(2);
        return true;
      },
      { everyMs: 1 },
    );
    expect(looks).toBe(3);
  });

  it('says at the deadline what was there instead', async () => {
    await expect(
      eventually(() => ({ parked: 3 }), {
        until: ({ parked }) => parked === 0,
        deadlineMs: 5,
        describe: 'parking being empty',
      }),
    ).rejects.toThrow('parking being empty did not come true within 5 ms; last seen: { parked: 3 }');
  });
});

describe('given employees and events', () => {
  it('are different people unless told otherwise', () => {
    expect(givenEmployee().employeeId).not.toBe(givenEmployee().employeeId);
    expect(givenEmployee({ employeeId: '4711' })).toMatchObject({
      employeeId: '4711',
      workEmail: 'employee.4711@example.com',
    });
  });

  it('leave out what is overridden with undefined, and keep null', () => {
    const employee = givenEmployee({ jobTitle: undefined, department: null });
    expect('jobTitle' in employee).toBe(false);
    expect(employee.department).toBeNull();
  });

  it('have the identity of their content', () => {
    const employee = givenEmployee();
    expect(givenEvent({ employee }).eventId).toBe(givenEvent({ employee, deliveryId: 'other' }).eventId);
    expect(givenEvent({ employee }).eventId).not.toBe(givenEvent({ employee: { ...employee, jobTitle: 'x' } }).eventId);
    expect(new Set(CHANGE_TYPES.map((changeType) => givenEvent({ employee, changeType }).eventId)).size).toBe(3);
  });
});

describe('the leak check', () => {
  it('names what is still open, and is content when it is closed', async () => {
    const check = leakCheck();
    const server = await new Promise<Server>((resolve) => {
      const listening = createServer().listen(0, '127.0.0.1', () => resolve(listening));
    });
    await expect(check.none(10)).rejects.toThrow('1 × TCPServerWrap');
    server.close();
    await check.none();
  });
});

describe('topic prefixes', () => {
  it('are never the same twice', () => {
    expect(newTopicPrefix('x')).toMatch(/^x-[0-9a-f]{10}\.$/);
    expect(newTopicPrefix('x')).not.toBe(newTopicPrefix('x'));
  });
});
