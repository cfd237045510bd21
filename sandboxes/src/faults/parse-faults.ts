import { asObject } from '../http/read-body.js';
import { flag, MATCH, number, oneOf, problemIn, status, text } from './field-checks.js';
import type { FieldChecks } from './field-checks.js';
import type { Fault, FaultKind } from './fault.js';
import { readFaultList, type FaultList } from './read-fault-list.js';

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

/** Reads faults of lists and upserts out of a body; a sentence about the first mistake otherwise. */
export function parseFaults(body: unknown): FaultList<Fault> | string {
  return readFaultList<Fault>(body, problemOf);
}

function problemOf(fault: Readonly<Record<string, unknown>>): string | null {
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
