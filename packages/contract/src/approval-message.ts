import { canonicalJson } from './canonical-json.js';
import type { Approval } from './contract.js';

/** The bytes an approver signs: who approved which content in which role and when; canonical JSON, UTF-8. */
export function approvalMessage(approval: Omit<Approval, 'signature'>): Buffer {
  const { role, name, approvedAt, contentHash } = approval;
  return Buffer.from(
    canonicalJson({ purpose: 'lockstep contract approval 1', role, name, approvedAt, contentHash }),
    'utf8',
  );
}
