import { LockstepError } from '@lockstep/domain';

/** A failure to start, stop or find something the product runs on: nothing goes on until a person acts. */
export function stackError(
  code: `LOCKSTEP_STACK_${string}`,
  message: string,
  remedy: string,
  cause?: unknown,
): LockstepError {
  return new LockstepError({ code, message, stage: 'before', disposition: 'halt', remedy, cause });
}
