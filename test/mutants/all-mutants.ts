import type { Mutant } from './mutant.js';
import { attempts } from './mutants/attempts.js';
import { intake } from './mutants/intake.js';
import { ordering } from './mutants/ordering.js';
import { platform } from './mutants/platform.js';
import { poison } from './mutants/poison.js';
import { telling } from './mutants/telling.js';

/** Every planted bug, by what it breaks. */
export const allMutants: readonly Mutant[] = [...ordering, ...attempts, ...platform, ...intake, ...poison, ...telling];
