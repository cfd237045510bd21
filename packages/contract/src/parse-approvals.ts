import { APPROVER_ROLES, type Approval } from './contract.js';
import type { Place, YamlReading } from './yaml-reading.js';

/** Reads the approvals as written; whether they count is `checkApprovals`' question. */
export function parseApprovals(reading: YamlReading, place: Place): Approval[] {
  if (place === undefined) return [];
  const approvals: Approval[] = [];
  for (const item of reading.readList(place, 'approvals') ?? []) {
    const keys = {
      role: 'required',
      name: 'required',
      approvedAt: 'required',
      contentHash: 'required',
      signature: 'required',
    } as const;
    const map = reading.readMap(item, 'an approval', keys);
    if (map?.size !== 5) continue;
    const role = reading.readOneOf(map.get('role'), 'approval: role', APPROVER_ROLES);
    const texts = (['name', 'approvedAt', 'contentHash', 'signature'] as const).map((key) =>
      reading.readText(map.get(key), `approval: ${key}`),
    );
    const [name, approvedAt, contentHash, signature] = texts;
    if (role === undefined || name === undefined || approvedAt === undefined) continue;
    if (contentHash === undefined || signature === undefined) continue;
    if (approvals.some((other) => other.role === role)) reading.report(item, `approvals: ${role} stands twice.`);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(approvedAt))
      reading.report(map.get('approvedAt'), 'approval: approvedAt must be a UTC time such as 2026-01-31T09:00:00Z.');
    if (!/^[0-9a-f]{64}$/.test(contentHash))
      reading.report(map.get('contentHash'), 'approval: contentHash must be 64 hex digits.');
    approvals.push({ role, name, approvedAt, contentHash, signature });
  }
  return approvals;
}
