import type { UpsertAnswer } from '@lockstep/domain';

/** Why a request got no complete answer, in the product's codes. */
export interface RequestFailure {
  readonly code: string;
  /** No address in it, and nothing of the record. */
  readonly reason: string;
}

const TIMEOUT = new Set([
  'UND_ERR_ABORTED',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
  'ABORT_ERR',
]);
const UNREACHABLE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

/** Total: whatever the HTTP client throws has a code. */
export function classifyFailure(thrown: unknown): RequestFailure {
  const code = codeOf(thrown);
  if (TIMEOUT.has(code)) return { code: 'LOCKSTEP_LND_TIMEOUT', reason: `no answer in time (${code})` };
  if (UNREACHABLE.has(code)) return { code: 'LOCKSTEP_LND_UNREACHABLE', reason: `cannot be reached (${code})` };
  if (/CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code)) {
    return { code: 'LOCKSTEP_LND_TLS', reason: `the secure connection was refused by our checks (${code})` };
  }
  if (code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return { code: 'LOCKSTEP_LND_ANSWER_UNREADABLE', reason: `the answer is not HTTP (${code})` };
  }
  return { code: 'LOCKSTEP_LND_CONNECTION_LOST', reason: `the connection broke (${code})` };
}

/** A failure before any status came as an answer. */
export function failureAsAnswer(thrown: unknown): UpsertAnswer {
  return { kind: 'unavailable', status: null, ...classifyFailure(thrown) };
}

/** By shape and not by class: an abort's `DOMException` is no `Error` where another realm made it. */
function codeOf(thrown: unknown): string {
  let error = thrown;
  for (let depth = 0; depth < 4 && typeof error === 'object' && error !== null; depth += 1) {
    const { name, code, cause, errors } = error as {
      name?: unknown;
      code?: unknown;
      cause?: unknown;
      errors?: unknown;
    };
    if (name === 'AbortError' || name === 'TimeoutError') return 'ABORT_ERR';
    if (typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code)) return code;
    error = Array.isArray(errors) ? errors[0] : cause;
  }
  return 'no code';
}
