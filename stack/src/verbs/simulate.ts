import { runTestProgram } from './test-program.js';
import type { Verb } from './verb.js';

/**
 * `simulate [--seeds N] [--from S] [--seed S] [--keep-going] [--json]`: simulated worlds of test/simulation, one a seed.
 * Exits 1 when a seed breaks a promise, and prints its shortest story.
 */
export const simulate: Verb = (args) => runTestProgram('simulation/main.ts', args);
