import { writeGenerated } from '@lockstep/contract';
import { writeSettingsDoc } from '@lockstep/platform';
import { checkoutRoot } from '../checkout.js';
import type { Verb } from './verb.js';

/**
 * Writes everything that is generated from another file of the repository. `--check` writes nothing and exits 1 when a
 * file is out of date, naming it.
 */
export const gen: Verb = (args) => {
  const check = args.includes('--check');
  const outdated = [writeGenerated, writeSettingsDoc].flatMap((write) => write(checkoutRoot, { check }));
  for (const file of outdated) process.stdout.write(`${check ? 'out of date' : 'written'}: ${file}\n`);
  if (check && outdated.length > 0) process.stderr.write('Run `npm run gen` and commit what it writes.\n');
  return Promise.resolve(check && outdated.length > 0 ? 1 : 0);
};
