import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTopicCodec, type OperatorAction } from '@lockstep/messaging';
import { createPool, createPostgresConditionBoard } from '@lockstep/store';
import {
  eventually,
  newTestDatabase,
  newTestMessaging,
  newTopicPrefix,
  testStack,
  type TestDatabase,
} from '@lockstep/testkit';
import { lockstep } from '../../test/recorded-io.js';

const objects = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('topics and schemas on real servers', () => {
  const { kafka, registry } = testStack();
  const prefix = newTopicPrefix('cli-topics');
  const env = { KAFKA_BROKERS: kafka, SCHEMA_REGISTRY_URL: registry, TOPIC_PREFIX: prefix };
  let drop = async (): Promise<void> => {};
  afterAll(() => drop());

  it('go from nothing to as declared, and stay so', async () => {
    const planned = await lockstep(['topics', 'plan'], { env });
    expect(planned.code).toBe(0);
    expect(planned.out).toContain(`+ create     ${prefix}learner.upsert.dlt`);
    expect(planned.out.at(-1)).toMatch(/^Plan: 10 to create, 0 to configure, 0 to grow, 0 not done/);
    expect((await lockstep(['topics', 'plan', '--exit-code'], { env })).code).toBe(1);

    const applied = await lockstep(['topics', 'apply', '--json'], { env });
    expect(applied.code).toBe(0);
    expect(objects(applied.out).at(-1)).toMatchObject({ kind: 'summary', applied: 10, left: 0 });

    const checked = await lockstep(['schemas', 'check'], { env });
    expect(checked).toMatchObject({ code: 0, err: ['Next: lockstep schemas register'] });
    expect(checked.out.at(-1)).toBe('10 schemas: 0 unfit, 10 to be registered.');
    expect((await lockstep(['schemas', 'check', '--exit-code', '--json'], { env })).code).toBe(1);
    expect((await lockstep(['schemas', 'register'], { env })).out).toHaveLength(10);
    expect((await lockstep(['schemas', 'check', '--exit-code'], { env })).code).toBe(0);

    const again = await lockstep(['topics', 'plan', '--exit-code'], { env });
    expect(again).toMatchObject({ code: 0, out: [expect.stringMatching(/^Nothing to do: 10 as declared/)] });
    ({ drop } = await droppable(prefix));
  });

  it('refuse a confirmation of a topic that is not to grow', async () => {
    const { code, err } = await lockstep(['topics', 'apply', '--confirm', `${prefix}no.such`], { env });
    expect({ code, err: err[0] }).toEqual({ code: 2, err: expect.stringContaining('this topic is not to grow') });
  });

  it('give a topic more partitions only when its name is typed, and history never', async () => {
    const { broker, topology, drop: dropThis } = await newTestMessaging('cli-grow');
    const grown = { ...env, TOPIC_PREFIX: topology.prefix };
    const [retry, history] = [topology.topic('learner.upsert.retry.1'), topology.topic('employee.events')];
    try {
      for (const topic of [retry, history]) {
        await broker.admin.deleteTopic(topic);
        await eventually(async () => !(await broker.admin.listTopics()).includes(topic), { describe: 'it is deleted' });
        await broker.admin.createTopic({ topic, partitions: 3, replicationFactor: 1, config: {} });
      }
      const left = await lockstep(['topics', 'apply'], { env: grown });
      expect(left.code).toBe(1);
      expect(left.out.join('\n')).toMatch(/^x not done +\S+employee\.events\n.*it is history/m);
      expect(left.err.at(-1)).toBe(`To let it grow: lockstep topics apply --confirm ${retry}`);
      const typed = await lockstep(['topics', 'apply', '--confirm', retry, '--json'], { env: grown });
      expect(objects(typed.out)).toEqual([
        expect.objectContaining({ kind: 'applied', action: 'grow', topic: retry }),
        expect.objectContaining({ kind: 'left', action: 'blocked', topic: history }),
        expect.objectContaining({ kind: 'summary', applied: 1, left: 1 }),
      ]);
      const described = await broker.admin.describeTopics([retry, history]);
      expect(new Map(described.map(({ topic, partitions }) => [topic, partitions]))).toEqual(
        new Map([
          [retry, 12],
          [history, 3],
        ]),
      );
    } finally {
      await dropThis();
    }
  });

  it('say what cannot be reached with exit code 3', async () => {
    const away = { ...env, SCHEMA_REGISTRY_URL: 'http://127.0.0.1:59/apis' };
    const { code, err } = await lockstep(['schemas', 'check'], { env: away });
    expect({ code, err: err[0] }).toEqual({ code: 3, err: expect.stringContaining('LOCKSTEP_REGISTRY_UNAVAILABLE') });
    const noKafka = await lockstep(['topics', 'plan'], { env: { ...env, KAFKA_BROKERS: '127.0.0.1:59' } });
    expect({ code: noKafka.code, err: noKafka.err[0] }).toEqual({
      code: 3,
      err: expect.stringContaining('LOCKSTEP_BROKER_UNAVAILABLE'),
    });
  });
});

describe('database migrate', () => {
  it('migrates once and finds nothing to do then', async () => {
    const database = await newTestDatabase({ migrated: false });
    try {
      const env = { DATABASE_URL: database.url };
      expect(await lockstep(['database', 'migrate'], { env })).toMatchObject({
        code: 0,
        out: [expect.stringMatching(/^Applied: 0001_ledger/)],
      });
      expect((await lockstep(['database', 'migrate'], { env })).out).toEqual(['The database is up to date.']);
    } finally {
      await database.drop();
    }
  });
});

describe('upserter status and resume', () => {
  let messaging: Awaited<ReturnType<typeof newTestMessaging>>;
  let database: TestDatabase;
  beforeAll(async () => {
    [messaging, database] = await Promise.all([newTestMessaging('cli-upserter'), newTestDatabase()]);
  });
  afterAll(() => Promise.all([messaging.drop(), database.drop()]));

  it('asks a halted upserter to go on, with name and reason on ops.actions', async () => {
    const { kafka, registry } = testStack();
    const env = {
      KAFKA_BROKERS: kafka,
      SCHEMA_REGISTRY_URL: registry,
      TOPIC_PREFIX: messaging.prefix,
      DATABASE_URL: database.url,
    };
    const works = await lockstep(['upserter', 'status'], { env });
    expect(works.code).toBe(0);
    expect(works.out[0]).toBe('works: neither paused nor halted');
    expect(await lockstep(['upserter', 'resume', '--reason', 'why'], { env })).toMatchObject({
      code: 1,
      out: ['The upserter is not halted.'],
    });

    const pool = createPool({ databaseUrl: database.url, applicationName: 'cli-test' });
    const board = createPostgresConditionBoard(pool);
    await board.raise({
      conditionId: 'upserter_halted:1',
      kind: 'upserter_halted',
      state: 'raised',
      service: 'upserter',
      code: 'LOCKSTEP_LND_UNAUTHORISED',
      reason: 'the learning platform refuses our credentials',
      since: 1,
      at: 1,
      until: null,
    });
    const halted = await lockstep(['upserter', 'status'], { env });
    expect({ code: halted.code, out: halted.out[0] }).toEqual({
      code: 1,
      out: expect.stringMatching(/^halted since 1970-01-01 00:00:00Z: .*LOCKSTEP_LND_UNAUTHORISED/),
    });
    expect((await lockstep(['upserter', 'resume', '--reason', 'new key'], { env })).code).toBe(0);
    expect(await board.resumeRequestedAt('upserter_halted')).toBe(Date.UTC(2026, 10, 25, 9));
    await pool.close();

    const codec = createTopicCodec('ops.actions', messaging.topology, messaging.registry);
    const actions: OperatorAction[] = [];
    for await (const { value } of messaging.broker.read(messaging.topology.topic('ops.actions')))
      actions.push(await codec.decode(value));
    expect(actions).toEqual([
      expect.objectContaining({
        action: 'upserter.resume',
        operator: 'olga',
        subject: 'upserter_halted:1',
        reason: 'new key',
      }),
    ]);
  });
});

/** Deletes what a spec made by the command itself. */
async function droppable(prefix: string): Promise<{ drop(): Promise<void> }> {
  const { createKafkaBroker } = await import('@lockstep/messaging');
  const { silentLogger } = await import('@lockstep/platform');
  const broker = createKafkaBroker({ brokers: [testStack().kafka], clientId: 'cli-test', logger: silentLogger });
  return {
    async drop() {
      for (const topic of await broker.admin.listTopics())
        if (topic.startsWith(prefix)) await broker.admin.deleteTopic(topic);
      await broker.close(2_000);
    },
  };
}
