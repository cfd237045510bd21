import { LockstepError } from '@lockstep/domain';
import { createGenericHris } from './generic/generic-hris.js';
import type { HrisSettings } from './hris-settings.js';
import type { HrisSource } from './hris-source.js';

const ADAPTERS: ReadonlyMap<string, (settings: HrisSettings) => HrisSource> = new Map([['generic', createGenericHris]]);

/**
 * The HRIS adapter of that name.
 * @throws LockstepError LOCKSTEP_HRIS_ADAPTER_UNKNOWN naming the adapters there are
 */
export function hrisSource(name: string, settings: HrisSettings): HrisSource {
  const create = ADAPTERS.get(name);
  if (create !== undefined) return create(settings);
  throw new LockstepError({
    code: 'LOCKSTEP_HRIS_ADAPTER_UNKNOWN',
    message: `there is no HRIS adapter "${name}"; there are: ${[...ADAPTERS.keys()].join(', ')}`,
    stage: 'before',
    disposition: 'halt',
    remedy: 'Set HRIS_ADAPTER to one of them.',
  });
}
