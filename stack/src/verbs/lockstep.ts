import { join } from 'node:path';
import { checkoutRoot } from '../checkout.js';
import { runCommand } from '../run-command.js';
import type { Verb } from './verb.js';

/** The CLI, installed and built first: for a clone in which nothing has been run yet. */
export const lockstep: Verb = (args) =>
  runCommand(process.execPath, [join(checkoutRoot, 'packages/cli/bin/lockstep.mjs'), ...args]);
