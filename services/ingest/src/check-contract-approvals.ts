import { approversFileOf, checkApprovals, loadApprovers, type Contract } from '@lockstep/contract';
import { LockstepError } from '@lockstep/domain';
import type { Logger } from '@lockstep/platform';

/**
 * Live mode refuses a contract that is not signed by both sides as it stands; shadow mode warns.
 * @throws LockstepError LOCKSTEP_CONTRACT_NOT_SIGNED, and what reading the approvers throws
 */
export function checkContractApprovals(
  contract: Contract,
  settings: { readonly mode: 'shadow' | 'live'; readonly contractFile: string; readonly approversFile: string | null },
  logger: Logger,
): void {
  const approvers = loadApprovers(settings.approversFile ?? approversFileOf(settings.contractFile));
  const { state, problems } = checkApprovals(contract, approvers);
  if (state === 'signed') return;
  const error = new LockstepError({
    code: 'LOCKSTEP_CONTRACT_NOT_SIGNED',
    message: `the contract ${contract.name} is ${state}: ${problems.join(' ')}`,
    stage: 'before',
    disposition: 'halt',
    remedy: 'Have both admins sign it as it stands now: lockstep contract sign; or run with SYNC_MODE=shadow.',
  });
  if (settings.mode === 'live') throw error;
  logger.warn({ code: error.code, state, reason: error.message }, 'contract.not_signed');
}
