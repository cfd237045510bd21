import { describe, expect, it } from '@jest/globals';
import { LearnerStore } from './learner-store.js';
import type { StoredEffect } from './learner-store.js';
import { DEFAULT_PLATFORM_RULES } from './platform-rules.js';
import type { PlatformRules } from './platform-rules.js';

const store = (rules: Partial<PlatformRules> = {}, keep?: (effect: StoredEffect) => void) =>
  new LearnerStore({ ...DEFAULT_PLATFORM_RULES, ...rules }, keep);
const ana = { employeeId: '4711', firstName: 'Ana', workEmail: 'ana@example.com', employmentStatus: 'active' };
const ben = { employeeId: '4712', firstName: 'Ben', workEmail: 'ben@example.com', employmentStatus: 'active' };
const fieldsOf = (of: LearnerStore, id = '4711') => Object.fromEntries(of.get(id)?.fields ?? []);

describe('an upsert at the sandbox platform', () => {
  it('creates, then updates, and numbers every effect', () => {
    const to = store();
    expect(to.upsert(ana, 'k1', 1)).toMatchObject({ did: 'created', effect: 1 });
    expect(to.upsert({ ...ana, firstName: 'Anna' }, 'k2', 2)).toMatchObject({ did: 'updated', effect: 2 });
    expect(to.upsert({ ...ana, firstName: 'Anna', sent_from: 'elsewhere' }, 'k3', 3)).toMatchObject({
      did: 'unchanged',
      effect: null,
    });
    expect(to.size).toBe(1);
  });

  it('keeps an absent field and clears one that is null', () => {
    const to = store();
    to.upsert({ ...ana, department: 'Sales' }, null, 1);
    to.upsert({ employeeId: '4711', department: null }, null, 2);
    expect(fieldsOf(to)).toEqual({
      firstName: 'Ana',
      workEmail: 'ana@example.com',
      employmentStatus: 'active',
      department: null,
    });
  });

  it('has one effect per idempotency key, also when the body differs, and answers the same', () => {
    const to = store();
    to.upsert(ana, 'k1', 1);
    expect(to.upsert({ ...ana, firstName: 'Other' }, 'k1', 2)).toMatchObject({
      did: 'replayed',
      result: 'created',
      effect: null,
    });
    expect(fieldsOf(to)).toMatchObject({ firstName: 'Ana' });
    expect(to.upsert(ben, 'k1', 3)).toMatchObject({ kind: 'refused', code: 'idempotency_key_reused' });
  });

  it('does not remember a key that was refused', () => {
    const to = store({ managerCheck: true });
    expect(to.upsert({ ...ana, managerId: '1' }, 'k1', 1)).toMatchObject({ status: 422, code: 'unknown_manager' });
    expect(to.get('4711')).toBeNull();
    expect(to.upsert(ana, 'k1', 2)).toMatchObject({ did: 'created' });
  });

  it('suspends a leaver and reactivates the same learner', () => {
    const to = store();
    to.upsert(ana, null, 1);
    const { learnerId } = to.get('4711')!;
    to.upsert({ employeeId: '4711', employmentStatus: 'terminated' }, null, 2);
    expect(to.get('4711')).toMatchObject({ learnerId, state: 'suspended' });
    to.upsert({ employeeId: '4711', employmentStatus: 'active' }, null, 3);
    expect(to.get('4711')).toMatchObject({ learnerId, state: 'active' });
    to.upsert({ employeeId: '4711', active: false }, null, 4);
    expect(to.get('4711')).toMatchObject({ learnerId, state: 'suspended' });
  });

  it('refuses an e-mail another active learner holds, in any case, and frees a leaver’s', () => {
    const to = store();
    to.upsert(ana, null, 1);
    const taken = { ...ben, workEmail: 'ANA@example.com' };
    expect(to.upsert(taken, null, 2)).toMatchObject({ status: 409, code: 'email_taken' });
    to.upsert({ employeeId: '4711', employmentStatus: 'terminated' }, null, 3);
    expect(to.upsert(taken, null, 4)).toMatchObject({ did: 'created' });
    expect(to.upsert(ana, null, 5)).toMatchObject({ status: 409 });
    expect(to.upsert({ employeeId: '4711', lastName: 'Fox' }, null, 6)).toMatchObject({ did: 'updated' });
    const strict = store({ emailUnique: 'all' });
    strict.upsert({ ...ana, employmentStatus: 'terminated' }, null, 1);
    expect(strict.upsert(taken, null, 2)).toMatchObject({ status: 409 });
  });

  it('refuses what is no record', () => {
    const to = store();
    expect(to.upsert({ employeeId: 4711 }, null, 1)).toMatchObject({ code: 'invalid_employee_id' });
    expect(to.upsert({ ...ana, tags: [] }, null, 1)).toMatchObject({ code: 'invalid_field' });
    to.upsert(JSON.parse('{"employeeId":"4711","__proto__":"x"}') as Record<string, unknown>, null, 1);
    expect(to.get('4711')?.fields.get('__proto__')).toBe('x');
  });

  it('goes on after a restart from what was kept', () => {
    const kept: StoredEffect[] = [];
    const first = store({}, (effect) => kept.push(JSON.parse(JSON.stringify(effect)) as StoredEffect));
    first.upsert(ana, 'k1', 1);
    first.upsert(ben, 'k2', 1);
    first.upsert({ ...ana, firstName: 'Anna' }, 'k3', 2);
    first.remove('4712');
    const second = store();
    second.restore(kept);
    expect(second.ids()).toEqual(['4711']);
    expect(second.get('4711')).toEqual(first.get('4711'));
    expect(second.effectCount).toBe(first.effectCount);
    expect(second.upsert({ ...ana, firstName: 'Older' }, 'k1', 3)).toMatchObject({
      did: 'replayed',
      result: 'created',
    });
  });
});
