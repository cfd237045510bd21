import { LockstepError, type EmployeeState } from '@lockstep/domain';
import { adapterUnknown } from './adapter-unknown.js';
import type { Contract, ContractField, LndMapping } from './contract.js';
import { parseFieldPath, type FieldPath } from './field-path.js';

export interface BodyOptions {
  /** Leave the manager out, because the platform does not know the manager yet. Default false. */
  readonly omitManager?: boolean;
}

/** Makes bodies for one learning platform. */
export type BodyWriter = (employee: EmployeeState, options?: BodyOptions) => Record<string, unknown>;

const compiled = new WeakMap<Contract, Map<string, BodyWriter>>();

/**
 * Maps an employee's state to the body for the learning platform, without `sent_from` and `sent_to`. A missing field
 * is left out (keep), null is sent as null (clear), `''` follows the field's `whenEmpty`. The status goes out in the
 * platform's word, and opens or suspends the account where the platform has a field for that.
 * @param adapter name of the L&D adapter, such as `generic`
 * @throws LockstepError LOCKSTEP_ADAPTER_UNKNOWN; LOCKSTEP_STATUS_UNMAPPED (`dead_letter`) when an old event has a
 *   status that the contract has no longer
 */
export function toBody(
  contract: Contract,
  adapter: string,
  employee: EmployeeState,
  options: BodyOptions = {},
): Record<string, unknown> {
  return compileBodyWriter(contract, adapter)(employee, options);
}

/** The writer behind `toBody`, compiled once per contract and adapter. @throws LockstepError LOCKSTEP_ADAPTER_UNKNOWN */
export function compileBodyWriter(contract: Contract, adapter: string): BodyWriter {
  let writers = compiled.get(contract);
  if (writers === undefined) compiled.set(contract, (writers = new Map<string, BodyWriter>()));
  let writer = writers.get(adapter);
  if (writer === undefined) writers.set(adapter, (writer = makeWriter(contract, adapter)));
  return writer;
}

function makeWriter(contract: Contract, adapter: string): BodyWriter {
  if (!Object.hasOwn(contract.lnd, adapter)) throw adapterUnknown('lnd', adapter, Object.keys(contract.lnd));
  const { statuses, learnerState } = contract.lnd[adapter]!;
  const fields = contract.fields.flatMap((field): { readonly field: ContractField; readonly path: FieldPath }[] => {
    const path = parseFieldPath(field.to[adapter] ?? '');
    return path === null ? [] : [{ field, path }];
  });
  const learners = new Map(contract.statuses.map(({ name, learner }) => [name, learner]));
  const statePath = learnerState === null ? null : parseFieldPath(learnerState.to);

  return (employee, options = {}) => {
    const body: Record<string, unknown> = {};
    const status = employee['employmentStatus'];
    const learner = typeof status === 'string' ? learners.get(status) : undefined;
    if (learner === undefined) throw statusUnmapped(employee.employeeId);
    for (const { field, path } of fields) {
      if (options.omitManager === true && field.name === 'managerId') continue;
      const value = field.type === 'status' ? wordFor(statuses, status!) : employee[field.name];
      if (value === undefined) continue;
      if (value !== '') put(body, path, value);
      else if (field.whenEmpty !== 'skip') put(body, path, field.whenEmpty === 'send_null' ? null : '');
    }
    if (learnerState !== null && statePath !== null) put(body, statePath, learnerState[learner]);
    return body;
  };
}

function wordFor(statuses: LndMapping['statuses'], status: string): string {
  return statuses[status]!;
}

/** Paths were checked when the contract was read: no two overlap, none reaches into a prototype. */
function put(body: Record<string, unknown>, path: FieldPath, value: unknown): void {
  let target = body;
  for (let index = 0; index < path.length - 1; index++)
    target = (target[path[index]!] ??= {}) as Record<string, unknown>;
  target[path[path.length - 1]!] = value;
}

function statusUnmapped(employeeId: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_STATUS_UNMAPPED',
    message: `employee ${employeeId} has an employment status that the contract does not have`,
    stage: 'before',
    disposition: 'dead_letter',
    remedy: 'Put the status back into the contract and replay the event with: lockstep dlt replay',
  });
}
