import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseContract } from '../src/parse-contract.js';
import type { Contract } from '../src/contract.js';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The committed contract's text, with texts replaced; each must be there. */
export function contractText(...edits: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return edits.reduce(
    (text, [from, to]) => {
      const edited = text.replace(from, () => to);
      if (edited === text) throw new Error(`the contract does not contain ${String(from)}`);
      return edited;
    },
    readFileSync(`${ROOT}contracts/employee.yaml`, 'utf8'),
  );
}

/** The committed contract, with texts replaced. */
export function contractWith(...edits: readonly (readonly [from: string | RegExp, to: string])[]): Contract {
  return parseContract(contractText(...edits), 'contract.yaml');
}

/** What an author who adds a cost centre writes, and all of it. */
export const COST_CENTER: readonly [RegExp, string] = [
  /\n\n# Written by/,
  `
  - name: costCenter
    description: The cost centre that pays for courses.
    type: string
    maxLength: 20
    required: false
    sourceOfTruth: HRIS
    from: { generic: costCenter }
    to: { generic: costCenter }
    whenEmpty: send_empty
    personal: false

# Written by`,
];

/** A record as the generic HRIS sends it; valid. */
export const ANA: Readonly<Record<string, unknown>> = {
  employeeId: '004711',
  workEmail: 'ana.ruiz@example.com',
  firstName: 'Ana',
  lastName: 'Ruiz Ñáñez',
  hireDate: '2024-02-29',
  managerId: '004700',
  department: 'Research & Development',
  jobTitle: 'Engineer',
  employmentStatus: 'active',
  terminationDate: null,
};
