import type { AppliedChange } from './change.js';

/** Ways in which a delivery's body can be wrong. */
export const MALFORMED_FORMS = [
  'broken_json',
  'not_an_envelope',
  'wrong_types',
  'unknown_status',
  'missing_id',
  'missing_field',
  'bad_date',
  'oversized',
  'too_deep',
  'duplicate_keys',
  'big_number',
] as const;
export type MalformedForm = (typeof MALFORMED_FORMS)[number];

/** Past every limit a receiver of webhooks may sensibly have. */
const OVERSIZE = 2 * 1024 * 1024;

/** What a webhook about changes says, as the generic HRIS puts it: one change alone, several as a list. */
export function payloadOf(changes: readonly AppliedChange[]): string {
  const envelopes = changes.map(({ type, occurredAt, record }) => ({
    type,
    occurredAt: new Date(occurredAt).toISOString(),
    employee: record,
  }));
  return JSON.stringify(envelopes.length === 1 ? envelopes[0] : envelopes);
}

/** The change's payload, spoilt. */
export function malformedPayload(form: MalformedForm, change: AppliedChange): string {
  const { record } = change;
  const withRecord = (changed: Readonly<Record<string, unknown>>): string =>
    payloadOf([{ ...change, record: { ...record, ...changed } as AppliedChange['record'] }]);
  const good = payloadOf([change]);
  switch (form) {
    case 'broken_json':
      return good.slice(0, -Math.ceil(good.length / 3));
    case 'not_an_envelope':
      return JSON.stringify({ hello: 'world' });
    case 'wrong_types':
      return withRecord({ firstName: 42, hireDate: true, department: { name: 'Sales' } });
    case 'unknown_status':
      return withRecord({ employmentStatus: 'on_the_moon' });
    case 'missing_id':
      return withRecord({ employeeId: undefined });
    case 'missing_field':
      return withRecord({ lastName: undefined });
    case 'bad_date':
      return withRecord({ hireDate: '2026-02-30' });
    case 'oversized':
      return withRecord({ jobTitle: 'x'.repeat(OVERSIZE) });
    case 'too_deep':
      return good.replace('{', `{"deep":${'['.repeat(200)}${']'.repeat(200)},`);
    case 'duplicate_keys':
      return good.replace('{', '{"type":"employee.created",');
    case 'big_number':
      return good.replace('{', '{"sequence":12345678901234567890,');
  }
}
