import { describe, expect, it } from '@jest/globals';
import { loadContract, readRecord } from '@lockstep/contract';
import { makeOrganisation } from './organisation.js';

describe('the organisation of a seed, read by the contract', () => {
  it('has only employees the contract accepts', () => {
    const contract = loadContract('contracts/employee.yaml');
    for (const person of makeOrganisation(1, 300)) {
      expect(readRecord(contract, 'generic', person, 'created')).toMatchObject({
        violations: [],
        employee: { employeeId: person.employeeId },
      });
    }
  });
});
