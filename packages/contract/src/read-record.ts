import type { ChangeType, EmployeeState, FieldValue } from '@lockstep/domain';
import { adapterUnknown } from './adapter-unknown.js';
import { checkEmployeeId, compileValueCheck, type ValueCheck } from './check-value.js';
import type { Contract, ContractField } from './contract.js';
import { parseFieldPath, toJsonPointer, type FieldPath } from './field-path.js';
import { describeMasked, type Violation, type ViolationRule } from './violation.js';

/** What the contract makes of one record of an HRIS. */
export interface RecordReading {
  /** The contract state in the contract's names and statuses; null when anything violates the contract. */
  readonly employee: EmployeeState | null;
  /** Every violation, in the order of the fields. */
  readonly violations: readonly Violation[];
  /** The ID when that much is valid, also of a refused record: it may be named and keyed by. */
  readonly employeeId: string | null;
  /** How many keys of the record no field of the contract reads (`unknownFields: ignore`). */
  readonly ignoredKeys: number;
}

/** Reads records of one HRIS adapter; total: whatever JSON holds is an answer. */
export type RecordReader = (record: unknown, kind: ChangeType) => RecordReading;

const compiled = new WeakMap<Contract, Map<string, RecordReader>>();

/**
 * Maps a record of an HRIS to contract fields and validates it strictly. Missing stays missing, null stays null, `''`
 * stays `''`; nothing is trimmed, guessed or converted (but for `numericIds: convert`).
 * @param adapter name of the HRIS adapter, such as `generic`
 * @throws LockstepError LOCKSTEP_ADAPTER_UNKNOWN
 */
export function readRecord(contract: Contract, adapter: string, record: unknown, kind: ChangeType): RecordReading {
  return compileReader(contract, adapter)(record, kind);
}

/** The reader behind `readRecord`, compiled once per contract and adapter. @throws LockstepError LOCKSTEP_ADAPTER_UNKNOWN */
export function compileReader(contract: Contract, adapter: string): RecordReader {
  let readers = compiled.get(contract);
  if (readers === undefined) compiled.set(contract, (readers = new Map<string, RecordReader>()));
  let reader = readers.get(adapter);
  if (reader === undefined) readers.set(adapter, (reader = makeReader(contract, adapter)));
  return reader;
}

interface FieldReader {
  readonly field: ContractField;
  readonly path: FieldPath;
  readonly pointer: string;
  readonly check: ValueCheck;
}

function makeReader(contract: Contract, adapter: string): RecordReader {
  if (!Object.hasOwn(contract.hris, adapter)) throw adapterUnknown('hris', adapter, Object.keys(contract.hris));
  const { statuses, numericIds } = contract.hris[adapter]!;
  const fields = contract.fields.flatMap((field): FieldReader[] => {
    const path = parseFieldPath(field.from[adapter] ?? '');
    return path === null ? [] : [{ field, path, pointer: toJsonPointer(path), check: compileValueCheck(field) }];
  });
  const statusReader = fields.find(({ field }) => field.type === 'status')!;
  const idReader = fields.find(({ field }) => field.name === 'employeeId')!;
  const rootKeys = new Set(fields.map(({ path }) => path[0]!));
  const ended = new Set(contract.statuses.filter(({ employment }) => employment === 'ended').map(({ name }) => name));
  const rejectUnknown = contract.unknownFields === 'reject';

  const convert = (field: ContractField, value: unknown): unknown =>
    numericIds === 'convert' && field.type === 'employeeId' && Number.isSafeInteger(value) && (value as number) >= 0
      ? String(value)
      : value;

  return (record, kind) => {
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      const found = describeMasked(record);
      const violations: Violation[] = [
        { path: '', field: null, rule: 'type', expected: 'an object with the employee', found },
      ];
      return { employee: null, violations, employeeId: null, ignoredKeys: 0 };
    }
    const violations: Violation[] = [];
    const employee: Record<string, FieldValue> = {};
    const refuse = (at: FieldReader, rule: ViolationRule, expected: string, value: unknown): void =>
      void violations.push({ path: at.pointer, field: at.field.name, rule, expected, found: describeMasked(value) });
    const rawStatus = valueAt(record, statusReader.path);
    const status = typeof rawStatus === 'string' ? statuses[rawStatus] : undefined;

    for (const at of fields) {
      const { field } = at;
      const value = convert(field, valueAt(record, at.path));
      if (value === undefined || value === null || value === '') {
        if (field.required && !(status !== undefined && field.notRequiredFor.includes(status)))
          refuse(at, 'required', `a value (${field.type})`, value);
        else if (value !== undefined) employee[field.name] = value;
      } else if (typeof value !== 'string') {
        refuse(at, 'type', `a string (${field.type})`, value);
      } else if (field.type === 'status') {
        if (status === undefined) refuse(at, 'unknown_status', `a status the contract maps for ${adapter}`, value);
        else employee[field.name] = status;
      } else {
        const problem = at.check(value);
        if (problem === null) employee[field.name] = value;
        else refuse(at, problem.rule, problem.expected, value);
      }
    }

    // A termination that will only take effect later names its day; without one the two statements exclude each other.
    if (kind === 'terminated' && status !== undefined && !ended.has(status) && !employee['terminationDate'])
      refuse(
        statusReader,
        'contradiction',
        'a status that has ended, or a terminationDate, with a termination',
        rawStatus,
      );
    const unknown = countUnknown(record, rootKeys);
    if (rejectUnknown && unknown > 0) {
      // Names of unknown keys come from outside and may themselves be personal data.
      const found = `${unknown} unknown ${unknown === 1 ? 'key' : 'keys'}`;
      violations.push({
        path: '',
        field: null,
        rule: 'unknown_field',
        expected: 'only keys the contract names',
        found,
      });
    }
    const id = convert(idReader.field, valueAt(record, idReader.path));
    const employeeId = typeof id === 'string' && checkEmployeeId(id) === null ? id : null;
    const valid = violations.length === 0 && employeeId !== null;
    return {
      employee: valid ? (employee as unknown as EmployeeState) : null,
      violations,
      employeeId,
      ignoredKeys: unknown,
    };
  };
}

/** Own properties only: a record's prototype is not the HRIS's statement. */
function valueAt(record: object, path: FieldPath): unknown {
  let value: unknown = record;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function countUnknown(record: object, known: ReadonlySet<string>): number {
  let count = 0;
  for (const key in record) if (Object.hasOwn(record, key) && !known.has(key)) count++;
  return count;
}
