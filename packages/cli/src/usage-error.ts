import { LockstepError } from '@lockstep/domain';

/** Code LOCKSTEP_USAGE: the command was called in a way that makes no sense; exit code 2. */
export function usageError(message: string, remedy: string): LockstepError {
  return new LockstepError({ code: 'LOCKSTEP_USAGE', message, stage: 'before', disposition: 'reject', remedy });
}
