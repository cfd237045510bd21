import type { Contract, ContractField } from './contract.js';

/** TypeScript source of the contract's fields and statuses, for `src/generated/employee-fields.ts`. */
export function generateTypes(contract: Contract): string {
  const alwaysThere = (field: ContractField): boolean => field.required && field.notRequiredFor.length === 0;
  const fields = contract.fields.map((field) => {
    const type = field.type === 'status' ? 'EmploymentStatus' : 'string';
    const property = alwaysThere(field) ? `${field.name}: ${type}` : `${field.name}?: ${type} | null`;
    return `  /** ${comment(field.description)} */\n  readonly ${property};`;
  });
  const statuses = listOf(contract.statuses.map((status) => quote(status.name)));
  return `// Generated from contracts/employee.yaml by \`npm run gen\`. Do not edit.

/** The statuses of the contract, in its order. */
export const EMPLOYMENT_STATUSES = ${statuses} as const;
export type EmploymentStatus = (typeof EMPLOYMENT_STATUSES)[number];

/** An employee in the fields of the contract: \`EmployeeState\` with its names and optionality spelled out. */
export type EmployeeFields = {
${fields.join('\n')}
};
`;
}

/** On one line where the formatter would leave it there. */
function listOf(items: readonly string[]): string {
  const line = `[${items.join(', ')}]`;
  return line.length <= 76 ? line : `[\n${items.map((item) => `  ${item},`).join('\n')}\n]`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function comment(text: string): string {
  return text.replaceAll('*/', '* /');
}
