import { LockstepError } from '@lockstep/domain';

/** Code LOCKSTEP_NOT_FOUND: what was asked for is not there; exit code 1. */
export function notFound(what: string, remedy: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_NOT_FOUND',
    message: `there is no ${what}`,
    stage: 'before',
    disposition: 'reject',
    remedy,
  });
}
