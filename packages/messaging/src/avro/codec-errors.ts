import { LockstepError } from '@lockstep/domain';

/** Bytes that are no value of this topic; `reason` has no content in it. */
export function undecodable(reason: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_UNDECODABLE',
    message: `the record's value cannot be decoded: ${reason}`,
    stage: 'before',
    disposition: 'dead_letter',
    remedy: 'See who wrote it (headers, offset) and publish it again through the sync; the bytes are kept as they are.',
  });
}

/** A value that its own schema does not allow: a defect here, found before anything is written. */
export function unencodable(subject: string, paths: readonly string[]): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_UNENCODABLE',
    message: `a value for ${subject} does not fit its schema at: ${paths.join(', ')}`,
    stage: 'before',
    disposition: 'dead_letter',
    remedy: 'It is a defect (the writer and its schema disagree); please report it with the names of the fields.',
  });
}

/** A writer's schema that cannot be decoded safely. */
export function unsafeSchema(id: number, reason: string): LockstepError {
  return undecodable(`schema ${id} is not one this sync reads: ${reason}`);
}
