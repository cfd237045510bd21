import type { Scenario } from './scenario.js';
import { database } from './scenarios/database.js';

/** Every scenario, in the order of a whole run. */
export const allScenarios: readonly Scenario[] = [...database];
