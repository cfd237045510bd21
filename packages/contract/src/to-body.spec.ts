import type { EmployeeState } from '@lockstep/domain';
import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../test/thrown-by.js';
import { ANA, contractWith } from '../test/contract-text.js';
import { inScope } from './scope.js';
import { compileBodyWriter, toBody } from './to-body.js';

const contract = contractWith();
const ana = ANA as unknown as EmployeeState;
const withField = (field: string, value: string | null): EmployeeState => ({ ...ana, [field]: value });
const without = (field: string): EmployeeState =>
  Object.fromEntries(Object.entries(ana).filter(([name]) => name !== field)) as unknown as EmployeeState;

const inOrder = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, inOrder(inner)]),
      )
    : value;

describe('the body for the learning platform', () => {
  it('has the mapped fields, the status in the platform’s word and the account’s state', () => {
    expect(toBody(contract, 'generic', ana)).toEqual({ ...ANA, active: true });
  });

  it('leaves out what is absent, clears what is null', () => {
    expect(toBody(contract, 'generic', without('terminationDate'))).not.toHaveProperty('terminationDate');
    expect(toBody(contract, 'generic', ana)).toHaveProperty('terminationDate', null);
    expect(toBody(contract, 'generic', withField('managerId', null))).toHaveProperty('managerId', null);
  });

  it('follows the contract’s rule for what is empty', () => {
    const rule = (whenEmpty: string) =>
      toBody(
        contractWith([/(?<=to: \{ generic: department \}\n {4}whenEmpty: )skip/, whenEmpty]),
        'generic',
        withField('department', ''),
      );
    expect(toBody(contract, 'generic', withField('department', ''))).not.toHaveProperty('department');
    expect(rule('send_empty')).toHaveProperty('department', '');
    expect(rule('send_null')).toHaveProperty('department', null);
  });

  it.each([
    ['prehire', true],
    ['active', true],
    ['leave', true],
    ['suspended', false],
    ['terminated', false],
  ])('has the account of an employee with status %s active: %s', (status, active) => {
    const body = toBody(contract, 'generic', withField('employmentStatus', status));
    expect(body).toMatchObject({ employmentStatus: status, active });
  });

  it('can wait with the manager', () => {
    const body = toBody(contract, 'generic', ana, { omitManager: true });
    expect(body).toEqual(
      Object.fromEntries(Object.entries({ ...ANA, active: true }).filter(([name]) => name !== 'managerId')),
    );
  });

  it('has its keys in order at every depth, so that equal bodies are equal JSON whatever the order of the fields', () => {
    const nested = contractWith(
      ['to: { generic: firstName }', 'to: { generic: profile.name.first }'],
      ['to: { generic: lastName }', 'to: { generic: /profile/name/Last }'],
      ['to: { generic: department }', 'to: { generic: profile.department }'],
    );
    const body = compileBodyWriter(nested, 'generic', { sent_to: 'there', sent_from: 'here' })(ana);
    expect(JSON.stringify(body)).toBe(JSON.stringify(inOrder(body)));
    expect(body).toMatchObject({ sent_from: 'here', sent_to: 'there', profile: { name: { Last: ANA.lastName } } });
  });

  it('nests where the platform’s path has dots', () => {
    const nested = contractWith(
      ['to: { generic: firstName }', 'to: { generic: profile.name.first }'],
      ['to: { generic: lastName }', 'to: { generic: /profile/name/last }'],
      [
        '      leave: leave\n      suspended: suspended\n      terminated: terminated\n    learnerState',
        '      leave: ON_LEAVE\n      suspended: suspended\n      terminated: terminated\n    learnerState',
      ],
    );
    expect(toBody(nested, 'generic', withField('employmentStatus', 'leave'))).toMatchObject({
      profile: { name: { first: 'Ana', last: 'Ruiz Ñáñez' } },
      employmentStatus: 'ON_LEAVE',
    });
  });

  it('refuses a status the contract has no longer, and an adapter it does not know', () => {
    expect(thrownBy(() => toBody(contract, 'generic', withField('employmentStatus', 'sabbatical')))).toMatchObject({
      code: 'LOCKSTEP_STATUS_UNMAPPED',
      disposition: 'dead_letter',
    });
    expect(thrownBy(() => toBody(contract, 'moodle', ana))).toMatchObject({ code: 'LOCKSTEP_ADAPTER_UNKNOWN' });
  });
});

describe('who is synced', () => {
  const scoped = (rule: string) =>
    contractWith(['scope:\n  not:\n    field: employmentStatus\n    in: [prehire]', `scope: ${rule}`]);

  it('is everyone but those whose first day is still to come', () => {
    expect(inScope(contract, ana)).toBe(true);
    expect(inScope(contract, withField('employmentStatus', 'terminated'))).toBe(true);
    expect(inScope(contract, withField('employmentStatus', 'prehire'))).toBe(false);
  });

  it.each<[string, boolean]>([
    ['everyone', true],
    ['{ field: department, equals: Research & Development }', true],
    ['{ field: department, equals: research & development }', false],
    ['{ field: department, startsWith: Research }', true],
    ['{ field: jobTitle, in: [Cook, Engineer] }', true],
    ['{ field: terminationDate, startsWith: "2" }', false],
    ['{ not: { field: terminationDate, startsWith: "2" } }', true],
    ['{ all: [{ field: jobTitle, equals: Engineer }, { field: department, equals: Sales }] }', false],
    ['{ any: [{ field: jobTitle, equals: Engineer }, { field: department, equals: Sales }] }', true],
    [
      '{ all: [{ field: jobTitle, equals: Engineer }, { not: { any: [{ field: department, equals: Sales }] } }] }',
      true,
    ],
  ])('can be %s', (rule, expected) => expect(inScope(scoped(rule), ana)).toBe(expected));
});
