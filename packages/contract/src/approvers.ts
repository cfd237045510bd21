import { dirname, join } from 'node:path';
import { APPROVER_ROLES, type ApproverRole } from './contract.js';
import { readContractText } from './load-contract.js';
import { readPublicKey } from './signing-key.js';
import { YamlReading } from './yaml-reading.js';

/** Whose signature counts for which role. */
export interface Approver {
  readonly role: ApproverRole;
  readonly name: string;
  /** SubjectPublicKeyInfo of an Ed25519 key, base64. */
  readonly publicKey: string;
}

/** Where the approvers stand unless told otherwise: `approvers.yaml` beside the contract. */
export function approversFileOf(contractFile: string): string {
  return join(dirname(contractFile), 'approvers.yaml');
}

/** @throws LockstepError LOCKSTEP_CONTRACT_UNREADABLE; ContractInvalid (LOCKSTEP_CONTRACT_INVALID) */
export function loadApprovers(file: string): Approver[] {
  return parseApprovers(readContractText(file), file);
}

/** @throws ContractInvalid (LOCKSTEP_CONTRACT_INVALID) with every problem by line and column */
export function parseApprovers(text: string, name: string): Approver[] {
  const reading = new YamlReading(text, name);
  if (reading.isBroken) reading.finish();
  const approvers: Approver[] = [];
  const list = reading.readMap(reading.root, 'the approvers file', { approvers: 'required' })?.get('approvers');
  for (const item of (list && reading.readList(list, 'approvers')) ?? []) {
    const map = reading.readMap(item, 'an approver', { role: 'required', name: 'required', publicKey: 'required' });
    if (map?.size !== 3) continue;
    const role = reading.readOneOf(map.get('role'), 'approver: role', APPROVER_ROLES);
    const person = reading.readText(map.get('name'), 'approver: name');
    const publicKey = reading.readText(map.get('publicKey'), 'approver: publicKey');
    if (role === undefined || person === undefined || publicKey === undefined) continue;
    if (readPublicKey(publicKey) === null)
      reading.report(
        map.get('publicKey'),
        `approver ${person}: publicKey is no Ed25519 public key (base64 of its SPKI form).`,
      );
    approvers.push({ role, name: person, publicKey });
  }
  reading.finish();
  return approvers;
}
