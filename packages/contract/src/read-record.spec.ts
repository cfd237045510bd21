import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { thrownBy } from '../test/thrown-by.js';
import { ANA, contractWith } from '../test/contract-text.js';
import { readRecord } from './read-record.js';

const contract = contractWith();
const read = (record: unknown, kind: 'created' | 'updated' | 'terminated' = 'updated') =>
  readRecord(contract, 'generic', record, kind);
const rulesOf = (record: unknown, kind: 'created' | 'updated' | 'terminated' = 'updated'): string[] =>
  read(record, kind).violations.map(({ path, rule }) => `${path} ${rule}`);
const without = (field: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(ANA).filter(([name]) => name !== field));

describe('reading a record', () => {
  it('takes a valid one as it is, with the status in the contract’s word', () => {
    expect(read({ ...ANA, employmentStatus: 'on_leave' })).toEqual({
      employee: { ...ANA, employmentStatus: 'leave' },
      violations: [],
      employeeId: '004711',
      ignoredKeys: 0,
    });
  });

  it('tells missing, null and empty apart', () => {
    expect(read(without('managerId')).employee).not.toHaveProperty('managerId');
    expect(read({ ...ANA, managerId: null }).employee).toHaveProperty('managerId', null);
    expect(read({ ...ANA, managerId: '' }).employee).toHaveProperty('managerId', '');
  });

  it.each([
    'employeeId',
    'workEmail',
    'firstName',
    'lastName',
    'hireDate',
    'department',
    'jobTitle',
    'employmentStatus',
  ])('refuses an active employee without %s, whether missing, null or empty', (field) => {
    for (const record of [without(field), { ...ANA, [field]: null }, { ...ANA, [field]: '' }])
      expect(rulesOf(record)).toEqual([`/${field} required`]);
  });

  it('lets a leaver through whose record the HRIS has cleared, and a hire whose record is not complete yet', () => {
    const bare = { ...ANA, workEmail: null, department: '', jobTitle: null };
    expect(rulesOf({ ...bare, employmentStatus: 'terminated' }, 'terminated')).toEqual([]);
    expect(rulesOf({ ...bare, employmentStatus: 'prehire' })).toEqual([]);
    expect(rulesOf({ ...bare, lastName: null, employmentStatus: 'terminated' })).toEqual(['/lastName required']);
  });

  it('names every violation with its path, what was expected and the type and length of what was found', () => {
    expect(read({ ...ANA, hireDate: '2025-02-30', firstName: 17, workEmail: ['a@b.de'] }).violations).toEqual([
      { path: '/workEmail', field: 'workEmail', rule: 'type', expected: 'a string (email)', found: 'list of 1' },
      { path: '/firstName', field: 'firstName', rule: 'type', expected: 'a string (string)', found: 'number' },
      expect.objectContaining({ path: '/hireDate', rule: 'date', found: 'string of 10 characters' }),
    ]);
  });

  it.each(['Active', 'inactive', 'dormant', ' active', 'constructor', '__proto__', 'toString'])(
    'refuses the status %j instead of guessing',
    (employmentStatus) => expect(rulesOf({ ...ANA, employmentStatus })).toEqual(['/employmentStatus unknown_status']),
  );

  it('refuses a termination that says neither that it is over nor when it will be', () => {
    expect(rulesOf({ ...ANA }, 'terminated')).toEqual(['/employmentStatus contradiction']);
    expect(rulesOf({ ...ANA, terminationDate: '2027-01-31' }, 'terminated')).toEqual([]);
    expect(rulesOf({ ...ANA, employmentStatus: 'terminated' }, 'terminated')).toEqual([]);
  });

  it('keeps the ID of a refused record when that much is valid', () => {
    expect(read({ ...ANA, hireDate: 'x' })).toMatchObject({ employee: null, employeeId: '004711' });
    expect(read({ ...ANA, employeeId: '47 11' })).toMatchObject({ employee: null, employeeId: null });
    expect(read({ ...ANA, employeeId: 4711 })).toMatchObject({ employee: null, employeeId: null });
  });

  it('takes numbers as IDs only where the contract says so, and only safe whole ones', () => {
    const lenient = contractWith(['numericIds: reject', 'numericIds: convert']);
    const idOf = (employeeId: unknown) =>
      readRecord(lenient, 'generic', { ...ANA, employeeId }, 'updated').employee?.employeeId;
    expect(idOf(4711)).toBe('4711');
    for (const id of [2 ** 53, -1, 1.5, Number.NaN, true]) expect(idOf(id)).toBeUndefined();
    expect(readRecord(lenient, 'generic', { ...ANA, firstName: 4711 }, 'updated').employee).toBeNull();
  });

  it('counts keys the contract does not name, or refuses them without naming them', () => {
    expect(read({ ...ANA, salary: 1, 'Ana Ruiz': 2 })).toMatchObject({ ignoredKeys: 2, violations: [] });
    const strict = contractWith(['unknownFields: ignore', 'unknownFields: reject']);
    const answer = readRecord(strict, 'generic', { ...ANA, 'Ana Ruiz': 2 }, 'updated');
    expect(answer.employee).toBeNull();
    expect(answer.violations).toEqual([
      {
        path: '',
        field: null,
        rule: 'unknown_field',
        expected: 'only keys the contract names',
        found: '1 unknown key',
      },
    ]);
  });

  it('does not take what a record inherits for what it says', () => {
    const inherited: unknown = Object.create(ANA);
    expect(rulesOf(inherited)).toContain('/employeeId required');
    const polluted = JSON.parse('{"__proto__":{"employeeId":"1"},"constructor":{"prototype":{}}}') as unknown;
    expect(rulesOf(polluted)).toContain('/employeeId required');
    expect(({} as Record<string, unknown>)['employeeId']).toBeUndefined();
  });

  it('reads nested vendor records by path', () => {
    const nested = contractWith(
      ['from: { generic: firstName }', 'from: { generic: fields.First name.value }'],
      ['from: { generic: jobTitle }', 'from: { generic: /~1job~1title/value }'],
    );
    const record = {
      ...without('firstName'),
      fields: { 'First name': { value: 'Ana' } },
      '/job/title': { value: 'Cook' },
    };
    expect(readRecord(nested, 'generic', record, 'updated').employee).toMatchObject({
      firstName: 'Ana',
      jobTitle: 'Cook',
    });
    const broken = { ...record, fields: 'none' };
    expect(readRecord(nested, 'generic', broken, 'updated').violations).toEqual([
      expect.objectContaining({ path: '/fields/First name/value', rule: 'required', found: 'nothing' }),
    ]);
  });

  it('refuses an adapter the contract does not know', () => {
    expect(thrownBy(() => readRecord(contract, 'bamboohr', ANA, 'updated'))).toMatchObject({
      code: 'LOCKSTEP_ADAPTER_UNKNOWN',
      disposition: 'halt',
    });
  });
});

describe('whatever JSON holds', () => {
  const fields = Object.keys(ANA);

  it('is answered: an employee or at least one violation, never both, never an exception', () => {
    const record = fc.oneof(
      fc.jsonValue(),
      fc.record(Object.fromEntries(fields.map((name) => [name, fc.oneof(fc.constant(ANA[name]), fc.jsonValue())])), {
        requiredKeys: [],
      }),
    );
    fc.assert(
      fc.property(record, fc.constantFrom('created', 'updated', 'terminated'), (value, kind) => {
        const { employee, violations } = read(value, kind);
        expect(employee === null).toBe(violations.length > 0);
        if (employee !== null) for (const name of Object.keys(employee)) expect(fields).toContain(name);
      }),
      { numRuns: 2000 },
    );
  });

  it('is never shown in a violation', () => {
    const secret = fc.string({ minLength: 4, maxLength: 40, unit: 'binary' }).map((text) => `§${text}§`);
    const anything = fc.oneof(secret, fc.array(secret), fc.dictionary(secret, secret));
    const strict = contractWith(['unknownFields: ignore', 'unknownFields: reject']);
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(fc.constantFrom(...fields), secret), anything), (record) => {
        const { violations } = readRecord(strict, 'generic', record, 'updated');
        expect(violations.length).toBeGreaterThan(0);
        expect(JSON.stringify(violations)).not.toContain('§');
      }),
      { numRuns: 500 },
    );
  });

  it('comes out as it went in: absent, null, empty and text are never turned into one another', () => {
    const value = fc.constantFrom(undefined, null, '', '004700');
    fc.assert(
      fc.property(value, (managerId) => {
        const record = managerId === undefined ? without('managerId') : { ...ANA, managerId };
        const employee = read(record).employee!;
        expect(Object.hasOwn(employee, 'managerId')).toBe(managerId !== undefined);
        expect(employee['managerId']).toBe(managerId);
      }),
    );
  });
});
