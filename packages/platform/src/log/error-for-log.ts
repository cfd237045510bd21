import { isLockstepError } from '@lockstep/domain';

/** An error as it is logged. */
export interface LoggedError {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
  readonly stage?: string;
  readonly disposition?: string;
  readonly remedy?: string;
  /** Call frames only: the first line of a stack repeats the message. */
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/**
 * Errors whose messages are written by us or by the runtime about code, not about data. Every other message may quote
 * what it choked on (a JSON parser quotes the text, a database the row), so it is left out.
 */
const MESSAGE_IS_SAFE =
  /^(LockstepError|TypeError|ReferenceError|RangeError|AbortError|TimeoutError|KafkaJS\w*|UnknownDependenciesException)$/;
/** Node's system errors name call, address and file, never content. */
const SYSTEM_CODE = /^(E[A-Z]+|ERR_[A-Z_]+|UND_ERR_[A-Z_]+)$/;
const DEEPEST_CAUSE = 3;
const MOST_FRAMES = 12;

/** Any thrown value as it may be logged: code, name and frames always, the message only where it cannot hold a person's data. */
export function errorForLog(thrown: unknown, depth = 0): LoggedError {
  // Not `instanceof`: errors of another realm (vm contexts, workers) are errors too.
  if (!isError(thrown)) return { name: `thrown ${thrown === null ? 'null' : typeof thrown}` };
  const code = (thrown as { code?: unknown }).code;
  const isSystem = typeof code === 'string' && SYSTEM_CODE.test(code) && 'syscall' in thrown;
  const stack = framesOf(thrown);
  return {
    name: thrown.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    ...(isLockstepError(thrown) || isSystem || MESSAGE_IS_SAFE.test(thrown.name) ? { message: thrown.message } : {}),
    ...(isLockstepError(thrown) ? { stage: thrown.stage, disposition: thrown.disposition, remedy: thrown.remedy } : {}),
    ...(stack === '' ? {} : { stack }),
    ...(thrown.cause === undefined || depth >= DEEPEST_CAUSE ? {} : { cause: errorForLog(thrown.cause, depth + 1) }),
  };
}

function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';
}

function framesOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames
    .slice(0, MOST_FRAMES)
    .map((line) => line.trim())
    .join('\n');
}
