import { LockstepError } from '@lockstep/domain';
import { genericLearnerDirectory } from './generic/generic-learner-directory.js';
import type { LearnerDirectory } from './learner-directory.js';
import type { LearnerDirectorySettings } from './learner-directory-settings.js';

const ADAPTERS: ReadonlyMap<string, (settings: LearnerDirectorySettings) => LearnerDirectory> = new Map([
  ['generic', genericLearnerDirectory],
]);

/** The names `LND_ADAPTER` can have. */
export const LEARNER_DIRECTORY_NAMES: readonly string[] = [...ADAPTERS.keys()];

/**
 * The connector for a learning platform.
 * @param name `LND_ADAPTER`
 * @throws LockstepError LOCKSTEP_LND_ADAPTER_UNKNOWN, naming those there are
 */
export function learnerDirectory(name: string, settings: LearnerDirectorySettings): LearnerDirectory {
  const make = ADAPTERS.get(name);
  if (make !== undefined) return make(settings);
  throw new LockstepError({
    code: 'LOCKSTEP_LND_ADAPTER_UNKNOWN',
    message: `there is no connector for a learning platform named ${JSON.stringify(name.slice(0, 60))}`,
    stage: 'before',
    disposition: 'halt',
    remedy: `Set LND_ADAPTER to one of: ${LEARNER_DIRECTORY_NAMES.join(', ')}.`,
  });
}
