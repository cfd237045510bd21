import { runTestProgram } from './test-program.js';
import type { Verb } from './verb.js';

/**
 * `faults [--quick] [--only <pattern>] [--list] [--json] [--markdown] [--repeat N] [--seconds N] [--seed N]`: the fault runs of test/faults, on servers of
 * their own.
 */
export const faults: Verb = (args) => runTestProgram('faults/main.ts', args);
