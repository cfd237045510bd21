import { asObject, readErrorBody } from './platform-reason.js';
import type { ErrorBody } from './platform-reason.js';

/** What the body of a 2xx says. */
export type SuccessReading =
  | { readonly kind: 'success' }
  /** An error in a success's clothes. */
  | { readonly kind: 'error_body'; readonly error: ErrorBody }
  /** Text that is no JSON object: an HTML page, a cut answer. */
  | { readonly kind: 'unreadable' }
  /** A record, but of somebody else. */
  | { readonly kind: 'other_employee' };

/**
 * The generic platform's rule for a 2xx: nothing at all, or a JSON object without any sign of an error which, where it
 * names an employee, names the one that was sent (ADR 0070).
 */
export function readSuccess(text: string, employeeId: string): SuccessReading {
  if (text.trim() === '') return { kind: 'success' };
  const body = asObject(parseJson(text));
  if (body === null) return { kind: 'unreadable' };
  if (saysError(body)) return { kind: 'error_body', error: readErrorBody(body) };
  const named = [body, asObject(body['learner']), asObject(body['data'])]
    .map((record) => record?.['employeeId'])
    .filter((id) => typeof id === 'string' || typeof id === 'number');
  return named.every((id) => String(id) === employeeId) ? { kind: 'success' } : { kind: 'other_employee' };
}

function saysError(body: Readonly<Record<string, unknown>>): boolean {
  const { error, errors, success, ok, status } = body;
  if (error !== undefined && error !== null && error !== false && error !== '') return true;
  if (Array.isArray(errors) ? errors.length > 0 : errors !== undefined && errors !== null) return true;
  if (success === false || ok === false) return true;
  if (typeof status === 'number') return status >= 400;
  return typeof status === 'string' && /^(error|failed|failure|fail)$/i.test(status);
}

/** The parsed text; undefined when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
