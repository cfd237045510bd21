import { createHmac, randomUUID } from 'node:crypto';

export const SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

/** Headers of a webhook signed as the generic source signs. */
export function signedHeaders(
  body: string | Buffer,
  { id = `msg_${randomUUID()}`, at = Date.now(), secret = SECRET } = {},
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const hmac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'));
  const signature = hmac.update(`${id}.${timestamp}.`).update(body).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

/** A change of the generic source that the committed contract accepts. */
export function change(
  employeeId: string,
  overrides: Record<string, unknown> = {},
  occurredAt = '2026-11-02T09:15:00Z',
) {
  return {
    type: 'employee.updated',
    occurredAt,
    employee: {
      employeeId,
      workEmail: `${employeeId.toLowerCase()}@example.com`,
      firstName: 'Ana',
      lastName: 'Müller',
      hireDate: '2024-03-01',
      managerId: null,
      department: 'Sales',
      jobTitle: 'Account Manager',
      employmentStatus: 'active',
      ...overrides,
    },
  };
}
