import { join } from 'node:path';
import { checkoutRoot } from '../checkout.js';
import { runCommand } from '../run-command.js';
import { wantsJson } from './wants-json.js';

/**
 * Runs a program of test/ in the foreground. They are tests, so the launcher does not import them: Node runs their
 * sources as they are.
 * @param main path below test/
 */
export function runTestProgram(main: string, args: readonly string[]): Promise<number> {
  return runCommand(process.execPath, [
    '--experimental-transform-types',
    '--disable-warning=ExperimentalWarning',
    '--enable-source-maps',
    '--import',
    join(checkoutRoot, 'test/faults/typescript-sources.mjs'),
    join(checkoutRoot, 'test', main),
    ...args.filter((arg) => arg !== '--json'),
    ...(wantsJson(args) ? ['--json'] : []),
  ]);
}
