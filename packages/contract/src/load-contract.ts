import { readFileSync } from 'node:fs';
import { LockstepError } from '@lockstep/domain';
import type { Contract } from './contract.js';
import { parseContract } from './parse-contract.js';

/**
 * Reads the contract from its file.
 * @throws LockstepError LOCKSTEP_CONTRACT_UNREADABLE when the file cannot be read
 * @throws ContractInvalid (LOCKSTEP_CONTRACT_INVALID) with every problem by line and column
 */
export function loadContract(file: string): Contract {
  return parseContract(readContractText(file), file);
}

/** @throws LockstepError LOCKSTEP_CONTRACT_UNREADABLE */
export function readContractText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'not UTF-8';
    throw new LockstepError({
      code: 'LOCKSTEP_CONTRACT_UNREADABLE',
      message: `${file} cannot be read (${reason})`,
      stage: 'before',
      disposition: 'halt',
      remedy: 'Check the setting CONTRACT_FILE and the rights of the file.',
      cause,
    });
  }
}
