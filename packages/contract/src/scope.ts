import type { EmployeeState } from '@lockstep/domain';
import type { Contract, ScopeRule } from './contract.js';

/** Whether the contract's scope rule has the employee synced. */
export function inScope(contract: Contract, employee: EmployeeState): boolean {
  return holds(contract.scope, employee);
}

/** Comparisons are exact; a missing or null value equals nothing and starts with nothing. */
function holds(rule: ScopeRule, employee: EmployeeState): boolean {
  if (rule === 'everyone') return true;
  if ('all' in rule) return rule.all.every((part) => holds(part, employee));
  if ('any' in rule) return rule.any.some((part) => holds(part, employee));
  if ('not' in rule) return !holds(rule.not, employee);
  const value = employee[rule.field];
  if (value === undefined || value === null) return false;
  if ('equals' in rule) return value === rule.equals;
  if ('in' in rule) return rule.in.includes(value);
  return value.startsWith(rule.startsWith);
}
