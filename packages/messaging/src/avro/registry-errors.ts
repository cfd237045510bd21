import { LockstepError } from '@lockstep/domain';

export function registryUnavailable(doing: string, cause: unknown): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_REGISTRY_UNAVAILABLE',
    message: `the schema registry did not answer while ${doing}: ${cause instanceof Error ? cause.message : String(cause)}`,
    stage: 'before',
    disposition: 'pause',
    remedy: 'Look whether SCHEMA_REGISTRY_URL is right and the registry up; it goes on by itself when it is.',
    cause,
  });
}

export function schemaNotRegistered(subject: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_SCHEMA_NOT_REGISTERED',
    message: `the schema this version writes is not registered for ${subject}`,
    stage: 'before',
    disposition: 'halt',
    remedy: 'Register it with: lockstep schemas register',
  });
}

export function schemaUnknown(id: number): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_SCHEMA_UNKNOWN',
    message: `the schema registry has no schema with ID ${id}`,
    stage: 'before',
    disposition: 'dead_letter',
    remedy: 'The record was written against another registry, or its registry has lost data; see docs/errors.md.',
  });
}

export function schemaRefused(subject: string, reason: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_SCHEMA_INCOMPATIBLE',
    message: `the registry refuses the schema for ${subject}: ${reason}`,
    stage: 'before',
    disposition: 'reject',
    remedy: 'Give new fields a default and keep the types of old ones; see: lockstep schemas check',
  });
}
