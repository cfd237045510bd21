import { describe, expect, it } from '@jest/globals';
import { readPeerRecord } from './peer-record.js';

const number = (value: number): Buffer => {
  let rest = BigInt(value) * 2n;
  if (rest < 0n) rest = -rest - 1n;
  const bytes: number[] = [];
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
};
const text = (value: string): Buffer => Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(value)]);
const some = (value: string | null): Buffer => (value === null ? number(0) : Buffer.concat([number(1), text(value)]));

/** In the order of bench/peers/employee.avsc. */
const record = (over: { changeType?: number; hireDate?: number; title?: string | null } = {}): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 0, 1]),
    text('8c1f6a52'),
    number(over.changeType ?? 1),
    text('EMP-00000007'),
    number(3),
    number(1_795_579_985_418_943),
    ...['li.na@example.com', 'Li', 'Na', 'Li Na'].map(text),
    some(over.title ?? null),
    some('Sales'),
    some(null),
    some('EMP-00000001'),
    some('Łódź'),
    text('PL'),
    text('pl-PL'),
    number(over.hireDate ?? 19_000),
    Buffer.from([1]),
    some(null),
    Buffer.from([0]),
  ]);

describe("a record of the peers' topics", () => {
  it('is read field by field, numbers beyond 32 bits and below nought too', () => {
    expect(readPeerRecord(record({ hireDate: -3, title: 'Engineer' }))).toEqual({
      eventId: '8c1f6a52',
      changeType: 'updated',
      employeeId: 'EMP-00000007',
      version: 3,
      emittedAtUs: 1_795_579_985_418_943,
      email: 'li.na@example.com',
      firstName: 'Li',
      lastName: 'Na',
      title: 'Engineer',
      department: 'Sales',
      managerId: 'EMP-00000001',
      hireDate: -3,
      active: true,
    });
    expect(readPeerRecord(record())).toMatchObject({ title: null, hireDate: 19_000 });
  });

  it('is refused when it is cut anywhere, or of an unknown kind', () => {
    const whole = record();
    const needed = whole.length - 2; // phone and groups are not read
    for (let length = 0; length < needed; length += 1)
      expect(() => readPeerRecord(whole.subarray(0, length))).toThrow(/none of the peers/);
    expect(() => readPeerRecord(record({ changeType: 3 }))).toThrow(/event type/);
  });
});
