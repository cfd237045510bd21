import { join } from 'node:path';
import { checkoutRoot } from '../checkout.js';
import { runCommand } from '../run-command.js';
import type { Verb } from './verb.js';
import { wantsJson } from './wants-json.js';

/**
 * `faults [--quick] [--only <pattern>] [--list] [--json] [--markdown] [--repeat N]`: the fault runs of test/faults, on servers of
 * their own. They are tests, so the launcher does not import them: Node runs their sources as they are.
 */
export const faults: Verb = (args) =>
  runCommand(process.execPath, [
    '--experimental-transform-types',
    '--disable-warning=ExperimentalWarning',
    '--enable-source-maps',
    '--import',
    join(checkoutRoot, 'test/faults/typescript-sources.mjs'),
    join(checkoutRoot, 'test/faults/main.ts'),
    ...args.filter((arg) => arg !== '--json'),
    ...(wantsJson(args) ? ['--json'] : []),
  ]);
