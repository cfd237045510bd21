import { approversFileOf, checkApprovals, loadApprovers, loadContract } from '@lockstep/contract';
import { loadSettings } from '@lockstep/platform';
import type { CliIo } from '../../cli-io.js';
import { ok, type Finding } from './finding.js';

/** Is the contract valid, and signed where live mode asks for it? */
export function checkContract(io: CliIo): Finding[] {
  const names = ['CONTRACT_FILE', 'CONTRACT_APPROVERS_FILE', 'SYNC_MODE'] as const;
  const { CONTRACT_FILE, CONTRACT_APPROVERS_FILE, SYNC_MODE } = loadSettings(names, io.env);
  const contract = loadContract(CONTRACT_FILE);
  const { state, problems } = checkApprovals(
    contract,
    loadApprovers(CONTRACT_APPROVERS_FILE ?? approversFileOf(CONTRACT_FILE)),
  );
  const what = `${CONTRACT_FILE} is valid: ${contract.fields.length} fields`;
  if (state === 'signed') return [ok('contract', `${what}, signed by both admins`)];
  const isRefused = SYNC_MODE === 'live';
  return [
    {
      check: 'contract',
      state: isRefused ? 'finding' : 'note',
      detail: `${what}, but ${state}${isRefused ? ', and live mode refuses it' : '; shadow mode works, live mode would refuse it'}. ${problems.join(' ')}`,
      remedy: 'Both admins sign it with: lockstep contract sign --key-file <their key>',
    },
  ];
}
