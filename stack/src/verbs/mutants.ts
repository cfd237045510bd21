import { runTestProgram } from './test-program.js';
import type { Verb } from './verb.js';

/**
 * `mutants [--only <pattern>] [--quick] [--jobs N] [--list] [--json] [--markdown]`: plants each bug of test/mutants in a
 * private copy of the checkout and shows which test turns red. Exits 1 when one survives.
 */
export const mutants: Verb = (args) => runTestProgram('mutants/main.ts', args);
