/** Where the failure happened, seen from the one effect that counts (the call to the other system). */
export type ErrorStage = 'before' | 'attempt' | 'after';

/**
 * What whoever catches the error does; never decided by message or `instanceof`.
 * - `retry`: this record, later, an attempt is spent
 * - `pause`: everything, until the cause is gone; no attempt is spent
 * - `halt`: everything, until a person resumes it
 * - `dead_letter`: this record, at once
 * - `reject`: refuse the input to whoever sent it
 */
export type Disposition = 'retry' | 'pause' | 'halt' | 'dead_letter' | 'reject';

export interface LockstepErrorFields {
  /** Stable, searchable, documented in docs/errors.md: `LOCKSTEP_…`. */
  readonly code: string;
  /** What happened to whom. Employee ID only, never another value of the person. */
  readonly message: string;
  readonly stage: ErrorStage;
  readonly disposition: Disposition;
  /** What a person does next. */
  readonly remedy: string;
  readonly cause?: unknown;
}

/** The one error class of the product. `code` is its brand: guards check the shape, so duplicates of the package do no harm. */
export class LockstepError extends Error {
  readonly code: string;
  readonly stage: ErrorStage;
  readonly disposition: Disposition;
  readonly remedy: string;

  constructor(fields: LockstepErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = 'LockstepError';
    this.code = fields.code;
    this.stage = fields.stage;
    this.disposition = fields.disposition;
    this.remedy = fields.remedy;
  }
}

export function isLockstepError(thrown: unknown): thrown is LockstepError {
  return (
    thrown instanceof Error &&
    typeof (thrown as Partial<LockstepError>).code === 'string' &&
    (thrown as Partial<LockstepError>).code!.startsWith('LOCKSTEP_') &&
    typeof (thrown as Partial<LockstepError>).disposition === 'string'
  );
}

/** Total: anything that can be thrown becomes a `LockstepError`; what is unknown halts nothing and loses nothing, it pauses. */
export function toLockstepError(thrown: unknown, stage: ErrorStage): LockstepError {
  if (isLockstepError(thrown)) return thrown;
  const detail = thrown instanceof Error ? thrown.name : typeof thrown;
  return new LockstepError({
    code: 'LOCKSTEP_UNEXPECTED',
    message: `an unexpected ${detail} was thrown`,
    stage,
    disposition: 'pause',
    remedy: 'Look for the log line with this code and its stack; it is a defect, please report it.',
    cause: thrown,
  });
}
