import type { Scenario } from './scenario.js';
import { database } from './scenarios/database.js';
import { killPoints } from './scenarios/kill-points.js';
import { platform } from './scenarios/platform.js';
import { registry } from './scenarios/registry.js';

/** Every scenario, in the order of a whole run. */
export const allScenarios: readonly Scenario[] = [...killPoints, ...database, ...registry, ...platform];
