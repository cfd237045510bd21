import { verify } from 'node:crypto';
import { approvalMessage } from './approval-message.js';
import type { Approver } from './approvers.js';
import { APPROVER_ROLES, type Approval, type ApproverRole, type Contract } from './contract.js';
import { readPublicKey } from './signing-key.js';

export interface ApprovalCheck {
  /**
   * - `signed`: both roles, two people with two keys, this very content
   * - `altered`: an approval was given for other content than this
   * - `unsigned`: anything else; live mode refuses it as well
   */
  readonly state: 'signed' | 'unsigned' | 'altered';
  /** What is missing or does not count, in sentences; empty when signed. */
  readonly problems: readonly string[];
}

/** Whether the contract's approvals hold. `approvers` is the trust anchor: a key that is not listed counts for nothing. */
export function checkApprovals(contract: Contract, approvers: readonly Approver[]): ApprovalCheck {
  const problems: string[] = [];
  let altered = false;
  const counted = new Map<ApproverRole, Approver>();
  for (const role of APPROVER_ROLES) {
    const approval = contract.approvals.find((other) => other.role === role);
    if (approval === undefined) {
      problems.push(`${role} has not signed.`);
      continue;
    }
    const signer = findSigner(approval, approvers);
    if (signer === null)
      problems.push(
        `The signature of ${role} (${approval.name}) was not made with a key listed for that role and name.`,
      );
    else if (approval.contentHash !== contract.contentHash) {
      altered = true;
      problems.push(
        `${role} (${approval.name}) signed other content (${approval.contentHash.slice(0, 12)}…, now ${contract.contentHash.slice(0, 12)}…).`,
      );
    } else counted.set(role, signer);
  }
  const [first, second] = APPROVER_ROLES.map((role) => counted.get(role));
  if (first !== undefined && second !== undefined) {
    if (first.publicKey === second.publicKey)
      problems.push('Both roles signed with the same key; it takes two people.');
    else if (samePerson(first.name, second.name))
      problems.push(`${first.name} signed for both roles; it takes two people.`);
  }
  return { state: problems.length === 0 ? 'signed' : altered ? 'altered' : 'unsigned', problems };
}

function findSigner(approval: Approval, approvers: readonly Approver[]): Approver | null {
  const message = approvalMessage(approval);
  const signature = Buffer.from(approval.signature, 'base64');
  const listed = approvers.filter(({ role, name }) => role === approval.role && name === approval.name);
  const isSigner = ({ publicKey }: Approver): boolean => {
    const key = readPublicKey(publicKey);
    return key !== null && verify(null, message, key, signature);
  };
  return listed.find(isSigner) ?? null;
}

function samePerson(a: string, b: string): boolean {
  const plain = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  return plain(a) === plain(b);
}
