import { sign } from 'node:crypto';
import { Document, isMap, isSeq, parseDocument, type Node, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { LockstepError } from '@lockstep/domain';
import { approvalMessage } from './approval-message.js';
import type { Approval, ApproverRole } from './contract.js';
import { parseContract } from './parse-contract.js';
import { readPrivateKey } from './signing-key.js';

export interface Signature {
  readonly role: ApproverRole;
  /** As it stands in approvers.yaml. */
  readonly name: string;
  /** Ed25519, PKCS #8 PEM. */
  readonly privateKeyPem: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The contract's text with this role's approval of its content added or renewed. All text outside `approvals` stays
 * byte for byte; other roles' approvals and the comments among them stay too.
 * @throws ContractInvalid (LOCKSTEP_CONTRACT_INVALID); LockstepError LOCKSTEP_SIGNING_KEY_INVALID,
 * LOCKSTEP_CONTRACT_NOT_SIGNABLE
 */
export function signContract(text: string, by: Signature): string {
  const contract = parseContract(text, 'the contract');
  const key = readPrivateKey(by.privateKeyPem);
  const statement = {
    role: by.role,
    name: by.name,
    approvedAt: new Date(by.at).toISOString(),
    contentHash: contract.contentHash,
  };
  const signature = sign(null, approvalMessage(statement), key).toString('base64');
  const signed = withApproval(text, { ...statement, signature });
  const again = parseContract(signed, 'the signed contract');
  if (again.contentHash !== contract.contentHash) throw contentChanged();
  return signed;
}

function contentChanged(): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_CONTRACT_NOT_SIGNABLE',
    message: 'writing the approval would have changed the content it is for, so nothing was written',
    stage: 'before',
    disposition: 'reject',
    remedy: 'Write the contract in block style with `approvals: []` as its last key, then sign again.',
  });
}

function withApproval(text: string, approval: Approval): string {
  const root = parseDocument(text, { version: '1.2', schema: 'core' }).contents as YAMLMap<Scalar, Node>;
  const pair = root.items.find(({ key }) => key.value === 'approvals');
  if (pair === undefined) return `${text.replace(/\n*$/, '\n')}\n${render([], approval, null)}`;
  const list = isSeq(pair.value) ? pair.value : null;
  const others = list?.items.filter((item) => !isMap(item) || item.get('role') !== approval.role) ?? [];
  const start = pair.key.range![0];
  const rest = text.slice(list?.range?.[1] ?? pair.key.range![1]);
  const rendered = render(others, approval, list?.commentBefore ?? null);
  return text.slice(0, start) + (rest.startsWith('\n') ? rendered.trimEnd() : rendered) + rest;
}

/** The section with the nodes of the other approvals as they are, comments included. */
function render(others: readonly unknown[], approval: Approval, comment: string | null): string {
  const document = new Document({ approvals: [] });
  const list = document.get('approvals', true) as YAMLSeq;
  list.items = [...others, document.createNode(approval)];
  list.commentBefore = comment;
  return document.toString({ lineWidth: 0 });
}
