import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createSchemaRegistry } from './avro/registry-client.js';
import type { SchemaJson } from './avro/schema-store.js';
import { createKafkaBroker } from './kafkajs/create-kafka-broker.js';
import { SCHEMAS_DIR, TOPICS_FILE } from './repository-files.js';
import { checkSchemas } from './schemas/check-schemas.js';
import { registerSchemas } from './schemas/register-schemas.js';
import { silentLogger, testStack } from '../test/test-stack.js';
import { applyTopics } from './topics/apply-topics.js';
import { planTopics } from './topics/plan-topics.js';
import { loadTopology } from './topology.js';
import { createTopicCodec } from './values/create-topic-codec.js';

const stack = testStack();
const prefix = `topics-${randomBytes(4).toString('hex')}.`;
const topology = loadTopology(TOPICS_FILE, prefix);
const broker = createKafkaBroker({ brokers: [stack.kafka], clientId: 'topics-spec', logger: silentLogger });
const registry = createSchemaRegistry({ url: stack.registry });

afterAll(async () => {
  for (const topic of (await broker.admin.listTopics()).filter((name) => name.startsWith(prefix)))
    await broker.admin.deleteTopic(topic);
  await broker.close(1_000);
});

describe('topics as code, on a broker', () => {
  it('creates all that are declared, then plans nothing', async () => {
    const plan = await planTopics(broker.admin, topology);
    expect(new Set(plan.changes.map(({ action }) => action))).toEqual(new Set(['create']));
    const { applied, left } = await applyTopics(broker.admin, plan);
    expect([applied.length, left]).toEqual([topology.topics.length, []]);
    expect((await planTopics(broker.admin, topology)).changes).toEqual([]);
  });

  it('changes a setting and keeps the others', async () => {
    const retry = topology.topic('learner.upsert.retry.1');
    await broker.admin.setTopicConfig(retry, { 'retention.ms': '60000', 'segment.ms': '3600000' });
    const plan = await planTopics(broker.admin, topology);
    expect(plan.changes).toEqual([
      { action: 'configure', topic: retry, changes: [{ key: 'retention.ms', from: '60000', to: '604800000' }] },
    ]);
    await applyTopics(broker.admin, plan);
    const [described] = await broker.admin.describeTopics([retry]);
    expect(described?.config).toMatchObject({ 'retention.ms': '604800000', 'segment.ms': '3600000' });
  });

  it('grows only a topic whose name was typed, and leaves undeclared ones alone', async () => {
    const other = loadTopology(TOPICS_FILE, `${prefix}grow.`);
    const retry = other.topic('learner.upsert.retry.2');
    await broker.admin.createTopic({ topic: retry, partitions: 6, replicationFactor: 1, config: {} });
    const stranger = `${prefix}grow.stranger`;
    await broker.admin.createTopic({ topic: stranger, partitions: 1, replicationFactor: 1, config: {} });
    const plan = await planTopics(broker.admin, other);
    const grow = plan.changes.filter(({ action }) => action === 'grow');
    expect(grow).toEqual([{ action: 'grow', topic: retry, from: 6, to: 12 }]);
    expect(plan.unknown).toEqual([stranger]);
    expect((await applyTopics(broker.admin, { ...plan, changes: grow })).left).toEqual(grow);
    expect((await applyTopics(broker.admin, { ...plan, changes: grow }, { confirm: [retry] })).applied).toEqual(grow);
    expect((await broker.admin.describeTopics([retry]))[0]?.partitions).toBe(12);
    expect(await broker.admin.listTopics()).toContain(stranger);
  });
});

describe('schemas as code, on a registry', () => {
  const file = 'ops.conditions.avsc';
  const subject = `${topology.topic('ops.conditions')}-value`;

  it('says what is missing before anything is registered, and a service fails with the remedy', async () => {
    const checks = await checkSchemas(SCHEMAS_DIR, registry, topology);
    expect(checks.map(({ state, problems }) => [state, problems])).toEqual(checks.map(() => ['new_subject', []]));
    const codec = createTopicCodec('ops.conditions', topology, registry);
    await expect(codec.ready()).rejects.toMatchObject({ code: 'LOCKSTEP_SCHEMA_NOT_REGISTERED', disposition: 'halt' });
  });

  it('registers them once, BACKWARD_TRANSITIVE each', async () => {
    const first = await registerSchemas(SCHEMAS_DIR, registry, topology);
    expect(await registry.compatibility(subject)).toBe('BACKWARD_TRANSITIVE');
    const again = await registerSchemas(SCHEMAS_DIR, registry, topology);
    expect(again).toEqual(first.map((registered) => ({ ...registered, state: 'registered' })));
    expect(await registry.compatibility(subject)).toBe('BACKWARD_TRANSITIVE');
    const codec = createTopicCodec('ops.conditions', topology, registry);
    const condition = {
      conditionId: 'upserter_paused:1',
      kind: 'upserter_paused',
      state: 'raised',
      service: 'upserter',
      code: 'LOCKSTEP_PLATFORM_DOWN',
      reason: 'five failures in a row',
      since: 1,
      at: 2,
      until: null,
    } as const;
    expect(await codec.decode(await codec.encode(condition))).toStrictEqual(condition);
  });

  it('refuses an incompatible change by name, before anything is registered', async () => {
    const [current] = await registry.versions(subject);
    const broken = JSON.parse(JSON.stringify(current)) as { fields: object[] };
    broken.fields.push({ name: 'severity', doc: 'No default.', type: 'string' });
    const instead = { [file]: broken as unknown as SchemaJson };
    const attempt = registerSchemas(SCHEMAS_DIR, registry, topology, { instead });
    await expect(attempt).rejects.toMatchObject({
      code: 'LOCKSTEP_SCHEMA_INCOMPATIBLE',
      message: expect.stringMatching(/ops\.conditions\.avsc.*severity/),
    });
    await expect(registry.register(subject, instead[file])).rejects.toMatchObject({
      code: 'LOCKSTEP_SCHEMA_INCOMPATIBLE',
    });
    expect(await registry.versions(subject)).toHaveLength(1);
  });

  it('takes a new field with a default', async () => {
    const [current] = await registry.versions(subject);
    const grown = JSON.parse(JSON.stringify(current)) as { fields: object[] };
    grown.fields.push({ name: 'severity', doc: 'How bad.', type: ['null', 'string'], default: null });
    const instead = { [file]: grown as unknown as SchemaJson };
    const registered = await registerSchemas(SCHEMAS_DIR, registry, topology, { instead });
    expect(registered.find((schema) => schema.subject === subject)?.state).toBe('new_version');
    expect(await registry.versions(subject)).toHaveLength(2);
  });

  it('tells an unknown ID from a registry that is away', async () => {
    await expect(registry.schemaOf(2_000_000_000)).rejects.toMatchObject({
      code: 'LOCKSTEP_SCHEMA_UNKNOWN',
      disposition: 'dead_letter',
    });
    const away = { code: 'LOCKSTEP_REGISTRY_UNAVAILABLE', disposition: 'pause' };
    await expect(createSchemaRegistry({ url: 'http://127.0.0.1:9/' }).schemaOf(1)).rejects.toMatchObject(away);
    // Something that answers, but is no registry.
    const wrong = createSchemaRegistry({ url: `${new URL(stack.registry).origin}/apis/nothing` });
    await expect(wrong.schemaOf(1)).rejects.toMatchObject(away);
  });
});
