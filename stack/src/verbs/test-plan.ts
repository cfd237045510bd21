/** Jest projects, in the order a whole run shows them. */
const projects = ['unit', 'simulation', 'int', 'e2e'] as const;
export type TestProject = (typeof projects)[number];

/** What a call of `npm test` runs. */
export interface TestPlan {
  readonly projects: readonly TestProject[];
  readonly needsServers: boolean;
  /** Given on to Jest. */
  readonly jestArgs: readonly string[];
}

/** `[unit|simulation|int|e2e …] [jest arguments]`; without a project, all of them. */
export function planTests(args: readonly string[]): TestPlan {
  const isProject = (arg: string): arg is TestProject => (projects as readonly string[]).includes(arg);
  const split = args.findIndex((arg) => !isProject(arg));
  const named = (split === -1 ? args : args.slice(0, split)).filter(isProject);
  const chosen = named.length === 0 ? [...projects] : projects.filter((project) => named.includes(project));
  return {
    projects: chosen,
    needsServers: chosen.some((project) => project === 'int' || project === 'e2e'),
    jestArgs: split === -1 ? [] : args.slice(split),
  };
}

/** Of Jest's own result file, what the last line needs. */
export interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** A suite that could not even be loaded has no failed test in it, so it counts as one. */
export function countTests(result: JestResult): { passed: number; failed: number } {
  return { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites };
}
