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

/**
 * The writer behind `toBody`, compiled once per contract and adapter. It writes keys in their order (by UTF-16 code
 * units, at every depth), so that equal bodies are equal JSON, whatever the order of the contract's fields.
 * @param constants what every body has besides, by top-level key; the contract has no field there. Default: nothing
 * @throws LockstepError LOCKSTEP_ADAPTER_UNKNOWN
 */
export function compileBodyWriter(
  contract: Contract,
  adapter: string,
  constants?: Readonly<Record<string, string>>,
): BodyWriter {
  if (constants !== undefined) return makeWriter(contract, adapter, constants);
  let writers = compiled.get(contract);
  if (writers === undefined) compiled.set(contract, (writers = new Map<string, BodyWriter>()));
  let writer = writers.get(adapter);
  if (writer === undefined) writers.set(adapter, (writer = makeWriter(contract, adapter, {})));
  return writer;
}

/** Writes one value of the body, or leaves it out. */
interface Step {
  readonly path: FieldPath;
  readonly write: (body: Record<string, unknown>, employee: EmployeeState, omitManager: boolean) => void;
}

function makeWriter(contract: Contract, adapter: string, constants: Readonly<Record<string, string>>): BodyWriter {
  if (!Object.hasOwn(contract.lnd, adapter)) throw adapterUnknown('lnd', adapter, Object.keys(contract.lnd));
  const mapping = contract.lnd[adapter]!;
  const learners = new Map(contract.statuses.map(({ name, learner }) => [name, learner]));
  const learnerOf = (employee: EmployeeState) => {
    const status = employee['employmentStatus'];
    return typeof status === 'string' ? learners.get(status) : undefined;
  };
  const steps = [
    ...contract.fields.flatMap((field) => fieldStep(field, adapter, mapping.statuses)),
    ...stateStep(mapping.learnerState, learnerOf),
    ...Object.entries(constants).map(([name, value]): Step => ({
      path: [name],
      write: (body) => put(body, [name], value),
    })),
  ];
  steps.sort((a, b) => comparePaths(a.path, b.path));

  return (employee, options) => {
    if (learnerOf(employee) === undefined) throw statusUnmapped(employee.employeeId);
    const body: Record<string, unknown> = {};
    const omitManager = options?.omitManager === true;
    for (const { write } of steps) write(body, employee, omitManager);
    return body;
  };
}

function fieldStep(field: ContractField, adapter: string, statuses: LndMapping['statuses']): Step[] {
  const path = parseFieldPath(field.to[adapter] ?? '');
  if (path === null) return [];
  const { name, type, whenEmpty } = field;
  const write: Step['write'] = (body, employee, omitManager) => {
    if (omitManager && name === 'managerId') return;
    const value = type === 'status' ? wordFor(statuses, employee['employmentStatus']!) : employee[name];
    if (value === undefined) return;
    if (value !== '') put(body, path, value);
    else if (whenEmpty !== 'skip') put(body, path, whenEmpty === 'send_null' ? null : '');
  };
  return [{ path, write }];
}

function stateStep(
  state: LndMapping['learnerState'],
  learnerOf: (employee: EmployeeState) => 'active' | 'suspended' | undefined,
): Step[] {
  const path = state === null ? null : parseFieldPath(state.to);
  if (state === null || path === null) return [];
  return [{ path, write: (body, employee) => put(body, path, state[learnerOf(employee)!]) }];
}

function comparePaths(a: FieldPath, b: FieldPath): number {
  for (const [depth, key] of a.entries()) {
    const other = b[depth];
    if (other === undefined) return 1;
    if (key !== other) return key < other ? -1 : 1;
  }
  return a.length - b.length;
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
