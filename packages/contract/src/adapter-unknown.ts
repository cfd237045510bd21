import { LockstepError } from '@lockstep/domain';

/** Code LOCKSTEP_ADAPTER_UNKNOWN: the contract does not say how to read or write this system. */
export function adapterUnknown(side: 'hris' | 'lnd', adapter: string, known: readonly string[]): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_ADAPTER_UNKNOWN',
    message: `the contract has no ${side} section for the adapter "${adapter}" (it has ${known.join(', ')})`,
    stage: 'before',
    disposition: 'halt',
    remedy: `Set ${side === 'hris' ? 'HRIS_ADAPTER' : 'LND_ADAPTER'} to one the contract names, or add the section and have the contract signed again.`,
  });
}
