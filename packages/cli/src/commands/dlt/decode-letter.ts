import { isLockstepError, type EmployeeEvent } from '@lockstep/domain';
import type { EmployeeEventCodec } from '@lockstep/messaging';
import type { DeadLetter } from './dead-letter.js';

/** What stands in a dead letter's value, or why that cannot be said. */
export type LetterReading = { readonly event: EmployeeEvent } | { readonly undecodable: string };

/** @throws LockstepError LOCKSTEP_REGISTRY_UNAVAILABLE: that says nothing about the letter */
export async function decodeLetter({ code, value }: DeadLetter, codec: EmployeeEventCodec): Promise<LetterReading> {
  if (code === 'LOCKSTEP_DECODE_DEATHS') return { undecodable: 'decoding it has ended a process three times' };
  try {
    return { event: await codec.decode(value) };
  } catch (thrown) {
    if (isLockstepError(thrown) && thrown.disposition === 'dead_letter') return { undecodable: thrown.message };
    throw thrown;
  }
}
