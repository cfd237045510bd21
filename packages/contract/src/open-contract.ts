import { LockstepError } from '@lockstep/domain';
import { approversFileOf, loadApprovers } from './approvers.js';
import { checkApprovals, type ApprovalCheck } from './check-approvals.js';
import type { Contract } from './contract.js';
import { loadContract } from './load-contract.js';

export interface OpenContractOptions {
  readonly contractFile: string;
  /** Null: `approvers.yaml` beside the contract. */
  readonly approversFile: string | null;
  /** `live` refuses a contract that is not signed by both admins; `shadow` leaves the warning to the caller. */
  readonly mode: 'shadow' | 'live';
}

/**
 * Reads the contract for a service that works by it.
 * @throws LockstepError LOCKSTEP_CONTRACT_UNSIGNED (halt) in live mode; LOCKSTEP_CONTRACT_INVALID, _UNREADABLE
 */
export function openContract(options: OpenContractOptions): { contract: Contract; approval: ApprovalCheck } {
  const contract = loadContract(options.contractFile);
  const approvers = loadApprovers(options.approversFile ?? approversFileOf(options.contractFile));
  const approval = checkApprovals(contract, approvers);
  if (options.mode === 'live' && approval.state !== 'signed') throw unsigned(contract, approval);
  return { contract, approval };
}

function unsigned(contract: Contract, approval: ApprovalCheck): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_CONTRACT_UNSIGNED',
    message: `the contract ${contract.name} is ${approval.state}; live mode refuses it. ${approval.problems.join(' ')}`,
    stage: 'before',
    disposition: 'halt',
    remedy: 'Have both admins sign it with: lockstep contract sign. Or run in shadow mode (SYNC_MODE=shadow).',
  });
}
