/** The servers tests may use; all throw-away. */
export interface TestStack {
  /** `host:port` */
  readonly kafka: string;
  /** Base URL of the Confluent-compatible API. */
  readonly registry: string;
  /** A Postgres whose user may create databases. */
  readonly database: string;
}

/** The servers that the test run has started, from LOCKSTEP_TEST_STACK. */
export function testStack(): TestStack {
  const json = process.env['LOCKSTEP_TEST_STACK'];
  if (json === undefined) throw new Error('LOCKSTEP_TEST_STACK is not set: run these tests with `npm run test:int`');
  const stack = JSON.parse(json) as Partial<TestStack>;
  const { kafka, registry, database } = stack;
  if (kafka === undefined || registry === undefined || database === undefined)
    throw new Error('LOCKSTEP_TEST_STACK must have kafka, registry and database');
  return { kafka, registry, database };
}
