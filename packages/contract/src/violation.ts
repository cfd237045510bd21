/** Why a value was refused; stable words that consumers may count by. */
export const VIOLATION_RULES = [
  'required',
  'type',
  'blank',
  'characters',
  'too_long',
  'format',
  'pattern',
  'date',
  'unknown_status',
  'contradiction',
  'unknown_field',
] as const;
export type ViolationRule = (typeof VIOLATION_RULES)[number];

/** One way in which a record breaks the contract. Never holds a value, only its type and length. */
export interface Violation {
  /** JSON pointer into the HRIS's record; `''` is the record itself. */
  readonly path: string;
  /** The contract's field; null where the record as a whole is at fault. */
  readonly field: string | null;
  readonly rule: ViolationRule;
  /** What the contract asks for, in words. */
  readonly expected: string;
  /** What was found: type and length, such as `string of 12 characters`. */
  readonly found: string;
}

/** Describes a value without showing it. */
export function describeMasked(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty string';
  if (typeof value === 'string') return `string of ${value.length} ${value.length === 1 ? 'character' : 'characters'}`;
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (typeof value === 'object') return 'object';
  return typeof value;
}
