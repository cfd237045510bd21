import type { Scenario } from './scenario.js';
import { broker } from './scenarios/broker.js';
import { database } from './scenarios/database.js';
import { groups } from './scenarios/groups.js';
import { killPoints } from './scenarios/kill-points.js';
import { outage } from './scenarios/outage.js';
import { partitions } from './scenarios/partitions.js';
import { platform } from './scenarios/platform.js';
import { registry } from './scenarios/registry.js';
import { soak } from './scenarios/soak.js';
import { threeBrokersGone } from './scenarios/three-brokers.js';

/** Every scenario, in the order of a whole run. */
export const allScenarios: readonly Scenario[] = [
  ...killPoints,
  ...broker,
  ...threeBrokersGone,
  ...groups,
  ...database,
  ...registry,
  ...platform,
  ...outage,
  ...partitions,
  soak,
];
