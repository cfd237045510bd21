import { describe, expect, it } from '@jest/globals';
import { countTests, planTests } from './test-plan.js';

describe('what a call of npm test runs', () => {
  it('is everything by default, which needs servers', () => {
    expect(planTests([])).toEqual({ projects: ['unit', 'simulation', 'int', 'e2e'], needsServers: true, jestArgs: [] });
  });

  it('needs no servers for unit tests and simulation alone', () => {
    expect(planTests(['unit'])).toEqual({ projects: ['unit'], needsServers: false, jestArgs: [] });
    expect(planTests(['simulation', 'unit']).needsServers).toBe(false);
  });

  it('gives the rest to Jest, also when it reads like a project', () => {
    expect(planTests(['int', '-t', 'unit'])).toEqual({
      projects: ['int'],
      needsServers: true,
      jestArgs: ['-t', 'unit'],
    });
  });

  it('gives a path to Jest when no project is named', () => {
    expect(planTests(['packages/store']).jestArgs).toEqual(['packages/store']);
  });
});

describe('the count at the end', () => {
  it('counts a suite that could not be loaded as a failure', () => {
    expect(countTests({ numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 2 })).toEqual({
      passed: 5,
      failed: 3,
    });
  });
});
