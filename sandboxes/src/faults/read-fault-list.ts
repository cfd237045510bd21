import { asObject } from '../http/read-body.js';

/** The faults that hold from now on. */
export interface FaultList<F> {
  /** Default 1. */
  readonly seed: number;
  readonly faults: readonly F[];
}

/**
 * Reads the body of `PUT /sandbox/faults`: a list, or `{"seed","faults"}`; a sentence about the first mistake otherwise.
 * @param problemOf what is wrong with one fault; null when nothing is
 */
export function readFaultList<F>(
  body: unknown,
  problemOf: (fault: Readonly<Record<string, unknown>>) => string | null,
): FaultList<F> | string {
  const outer = Array.isArray(body) ? { faults: body as unknown } : asObject(body);
  if (outer === null) return 'the body is neither a list of faults nor {"seed","faults"}';
  const { seed = 1, faults = [] } = outer as { seed?: unknown; faults?: unknown };
  if (!Number.isInteger(seed)) return 'seed is not a whole number';
  if (!Array.isArray(faults)) return 'faults is not a list';
  for (const [index, value] of faults.entries()) {
    const fault = asObject(value);
    const problem = fault === null ? 'it is not an object' : problemOf(fault);
    if (problem !== null) return `fault ${index}: ${problem}`;
  }
  return { seed: seed as number, faults: faults as F[] };
}
