import { asObject } from '../http/read-body.js';
import { flag, MATCH, number, oneOf, problemIn, status, text } from './field-checks.js';
import type { FieldChecks } from './field-checks.js';
import type { Fault, FaultKind } from './fault.js';

/** The faults that shall hold from now on. */
export interface FaultList {
  /** Default 1. */
  readonly seed: number;
  readonly faults: readonly Fault[];
}

/** Fields of each kind; `!` marks those it cannot do without. */
const FIELDS: Readonly<Record<FaultKind, FieldChecks>> = {
  latency: { 'ms!': number, jitterMs: number },
  status: {
    'status!': status,
    code: text,
    retryAfterSeconds: number,
    retryAfterDateInSeconds: (value) => (typeof value === 'number' ? null : 'is not a number'),
    retryAfter: text,
  },
  timeout: {},
  applied_but_timed_out: { answerAfterMs: number },
  error_in_success: { code: text },
  html: {},
  cut_json: { framing: oneOf('whole', 'short') },
  other_employee: {},
  reset: { 'when!': oneOf('connect', 'request', 'body') },
  half_open: {},
  slow_drip: { everyMs: number },
  redirect: { status, 'location!': text },
  early_end: {},
};

/** Reads the body of `PUT /sandbox/faults`: a list, or `{"seed","faults"}`; a sentence about the first mistake otherwise. */
export function parseFaults(body: unknown): FaultList | string {
  const outer = Array.isArray(body) ? { faults: body as unknown } : asObject(body);
  if (outer === null) return 'the body is neither a list of faults nor {"seed","faults"}';
  const { seed = 1, faults = [] } = outer as { seed?: unknown; faults?: unknown };
  if (!Number.isInteger(seed)) return 'seed is not a whole number';
  if (!Array.isArray(faults)) return 'faults is not a list';
  for (const [index, fault] of faults.entries()) {
    const problem = problemOf(fault);
    if (problem !== null) return `fault ${index}: ${problem}`;
  }
  return { seed: seed as number, faults: faults as Fault[] };
}

function problemOf(value: unknown): string | null {
  const fault = asObject(value);
  if (fault === null) return 'it is not an object';
  const { kind, match, applied, ...own } = fault;
  const fields = typeof kind === 'string' && Object.hasOwn(FIELDS, kind) ? FIELDS[kind as FaultKind] : null;
  if (fields === null) return `kind ${JSON.stringify(kind)} is none of ${Object.keys(FIELDS).join(', ')}`;
  if (applied !== undefined && typeof applied !== 'boolean') return `applied ${flag(applied) ?? ''}`;
  const problem = problemIn(own, fields);
  if (problem !== null || match === undefined) return problem;
  const matching = asObject(match);
  return matching === null
    ? 'match is not an object'
    : problemIn(matching, { on: oneOf('upsert', 'list', 'any'), ...MATCH });
}
