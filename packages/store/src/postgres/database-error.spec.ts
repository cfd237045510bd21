import { describe, expect, it } from '@jest/globals';
import { LockstepError } from '@lockstep/domain';
import fc from 'fast-check';
import { toDatabaseError } from './database-error.js';

const withCode = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

describe('toDatabaseError', () => {
  it.each([
    [withCode('ECONNREFUSED'), 'LOCKSTEP_DATABASE_UNAVAILABLE', 'pause'],
    [withCode('57P01'), 'LOCKSTEP_DATABASE_UNAVAILABLE', 'pause'],
    [withCode('57014'), 'LOCKSTEP_DATABASE_UNAVAILABLE', 'pause'],
    [withCode('53300'), 'LOCKSTEP_DATABASE_UNAVAILABLE', 'pause'],
    [withCode('40P01'), 'LOCKSTEP_DATABASE_UNAVAILABLE', 'pause'],
    [withCode('25006'), 'LOCKSTEP_DATABASE_UNAVAILABLE', 'pause'],
    [new Error('Connection terminated unexpectedly'), 'LOCKSTEP_DATABASE_UNAVAILABLE', 'pause'],
    [new Error('timeout exceeded when trying to connect'), 'LOCKSTEP_DATABASE_UNAVAILABLE', 'pause'],
    [withCode('28P01'), 'LOCKSTEP_DATABASE_REFUSED', 'halt'],
    [withCode('42501'), 'LOCKSTEP_DATABASE_REFUSED', 'halt'],
    [withCode('3D000'), 'LOCKSTEP_DATABASE_REFUSED', 'halt'],
    [withCode('42P01'), 'LOCKSTEP_DATABASE_SCHEMA', 'halt'],
    [withCode('42883'), 'LOCKSTEP_DATABASE_SCHEMA', 'halt'],
    [withCode('22021'), 'LOCKSTEP_DATABASE_VALUE', 'dead_letter'],
    [withCode('22003'), 'LOCKSTEP_DATABASE_VALUE', 'dead_letter'],
    [withCode('54000'), 'LOCKSTEP_DATABASE_VALUE', 'dead_letter'],
    [withCode('22012'), 'LOCKSTEP_DATABASE_QUERY_FAILED', 'pause'],
    [withCode('23505'), 'LOCKSTEP_DATABASE_QUERY_FAILED', 'pause'],
    [new Error('anything'), 'LOCKSTEP_DATABASE_QUERY_FAILED', 'pause'],
  ])('takes %s for %s', (thrown, code, disposition) => {
    expect(toDatabaseError(thrown, 'after')).toMatchObject({ code, disposition, stage: 'after' });
  });

  it('leaves an error of ours as it is', () => {
    const ours = toDatabaseError(withCode('57P01'));
    expect(toDatabaseError(ours)).toBe(ours);
  });

  it('is total, and repeats nothing of a message', () => {
    fc.assert(
      fc.property(fc.anything(), fc.uuid(), (thrown, secret) => {
        expect(toDatabaseError(thrown)).toBeInstanceOf(LockstepError);
        const error = toDatabaseError(
          Object.assign(new Error(secret), { detail: secret, where: secret, code: '23505' }),
        );
        expect([error.message, error.remedy, error.stack, (error.cause as Error).stack].join()).not.toContain(secret);
      }),
    );
  });
});
