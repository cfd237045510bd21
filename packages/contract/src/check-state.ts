import type { EmployeeState } from '@lockstep/domain';
import { compileValueCheck } from './check-value.js';
import type { Contract } from './contract.js';
import { describeMasked, type Violation } from './violation.js';

/**
 * Whether an employee's stored state, in contract names and statuses, would be valid under this contract. Fields the
 * contract does not name are left aside: a consumer does not read them.
 */
export function compileStateCheck(contract: Contract): (employee: EmployeeState) => readonly Violation[] {
  const statuses = new Set(contract.statuses.map(({ name }) => name));
  const fields = contract.fields.map((field) => ({ field, check: compileValueCheck(field) }));
  return (employee) => {
    const violations: Violation[] = [];
    const status = employee['employmentStatus'];
    for (const { field, check } of fields) {
      const value = employee[field.name];
      const refuse = (rule: Violation['rule'], expected: string): void =>
        void violations.push({
          path: `/${field.name}`,
          field: field.name,
          rule,
          expected,
          found: describeMasked(value),
        });
      if (value === undefined || value === null || value === '') {
        if (field.required && !(typeof status === 'string' && field.notRequiredFor.includes(status)))
          refuse('required', `a value (${field.type})`);
      } else if (field.type === 'status') {
        if (!statuses.has(value)) refuse('unknown_status', 'a status of the contract');
      } else {
        const problem = check(value);
        if (problem !== null) refuse(problem.rule, problem.expected);
      }
    }
    return violations;
  };
}
