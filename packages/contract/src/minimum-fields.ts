import type { FieldType } from './contract.js';

/** The fields every contract has, with the type the product relies on (DESIGN: *The contract*). */
export const MINIMUM_FIELDS: Readonly<Record<string, FieldType>> = {
  employeeId: 'employeeId',
  workEmail: 'email',
  firstName: 'string',
  lastName: 'string',
  hireDate: 'date',
  managerId: 'employeeId',
  department: 'string',
  jobTitle: 'string',
  employmentStatus: 'status',
};

/** Without these two no event can be keyed or understood: always required, for every status. */
export const ALWAYS_REQUIRED: readonly string[] = ['employeeId', 'employmentStatus'];
