import { printable } from '../../printable.js';

/** A violation as `employee.rejected` and ingest's answers carry it; never holds a value. */
interface ShownViolation {
  readonly path: string;
  readonly rule: string;
  readonly expected: string;
  readonly found: string;
}

/** The list in a rejection's `violations`; what is no list is none. */
export function readViolations(json: string): readonly ShownViolation[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? (value as ShownViolation[]) : [];
  } catch {
    return [];
  }
}

/** One line each: where, what was expected, what was found. */
export function violationLines(violations: readonly ShownViolation[]): string[] {
  return violations.map(({ path, rule, expected, found }) =>
    printable(`  ${path === '' ? '(the whole)' : path}: expected ${expected}, found ${found} (${rule})`),
  );
}
