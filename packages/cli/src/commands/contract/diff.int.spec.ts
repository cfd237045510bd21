import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { eventSchema, parseContract } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import {
  createEmployeeEventCodec,
  MESSAGING_SETTINGS,
  openMessaging,
  subjectOf,
  type SchemaJson,
} from '@lockstep/messaging';
import { loadSettings, silentLogger } from '@lockstep/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { committedContract, directoryWithContract, lockstep } from '../../../test/recorded-io.js';
import { testStack } from '@lockstep/testkit';

const TOPIC_PREFIX = `contract-diff-${randomBytes(4).toString('hex')}.`;
const contract = parseContract(committedContract(), 'employee.yaml');

const event = (employeeId: string, firstName: string): EmployeeEvent => ({
  eventId: `event-${employeeId}`,
  employeeId,
  changeType: 'updated',
  occurredAt: 1_790_000_000_000,
  receivedAt: 1_790_000_000_001,
  source: 'generic',
  path: 'webhook',
  deliveryId: null,
  contractHash: contract.contentHash,
  employee: { employeeId, firstName, lastName: 'Ruiz', hireDate: '2024-02-29', employmentStatus: 'terminated' },
});

describe('contract diff against stored events', () => {
  const stack = testStack();
  const env = { KAFKA_BROKERS: stack.kafka, SCHEMA_REGISTRY_URL: stack.registry, TOPIC_PREFIX };
  const { broker, registry, topology } = openMessaging(
    loadSettings(MESSAGING_SETTINGS, env),
    'contract-diff-test',
    silentLogger,
  );
  const topic = topology.topic('employee.events');

  beforeAll(async () => {
    await registry.register(subjectOf(topic), eventSchema(contract) as unknown as SchemaJson);
    await broker.admin.createTopic({ topic, partitions: 3, replicationFactor: 1, config: {} });
    const codec = createEmployeeEventCodec({ store: registry, topic, contract });
    const producer = await broker.producer();
    const values = [event('0001', 'Ana'), event('0002', 'Wilhelmina'), event('0003', 'Bo')];
    const records = await Promise.all(
      values.map(async (value) => ({ topic, key: Buffer.from(value.employeeId), value: await codec.encode(value) })),
    );
    await producer.send([...records, { topic, key: Buffer.from('0004'), value: Buffer.from('poison') }]);
  });

  afterAll(async () => {
    await broker.admin.deleteTopic(topic);
    await broker.close(5_000);
  });

  const before = join(directoryWithContract(), 'employee.yaml');
  const diffTo = (edit: (text: string) => string, ...more: string[]) =>
    lockstep(['contract', 'diff', before, join(directoryWithContract(edit), 'employee.yaml'), ...more], { env });

  it('names the events that would fail, without their values, and counts what cannot be decoded', async () => {
    const { code, out } = await diffTo((text) => text.replace('maxLength: 100', 'maxLength: 5'), '--json');
    expect(code).toBe(1);
    expect(out.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ kind: 'change', at: 'fields.firstName.maxLength' }),
      expect.objectContaining({
        kind: 'event',
        employeeId: '0002',
        violations: [
          expect.objectContaining({ path: '/firstName', rule: 'too_long', found: 'string of 10 characters' }),
        ],
      }),
      expect.objectContaining({
        kind: 'summary',
        events: { read: 4, undecodable: 1, affected: 1, failing: 1, mappedDifferently: 0, scopeChanged: 0 },
      }),
    ]);
    expect(out.join()).not.toContain('Wilhelmina');
  });

  it('names those that would map differently', async () => {
    const { code, out } = await diffTo((text) => text.replace('to: { generic: firstName }', 'to: { generic: given }'));
    expect(code).toBe(1);
    expect(out.filter((line) => line.startsWith('event '))).toHaveLength(3);
    expect(out.at(-1)).toBe(
      '4 stored events read (1 undecodable): 0 would fail, 3 would map differently, 0 would enter or leave the scope',
    );
  });

  it('finds nothing in an added optional field', async () => {
    const field =
      '\n  - { name: costCenter, description: Pays., type: string, maxLength: 20, required: false, sourceOfTruth: HRIS,' +
      ' from: { generic: costCenter }, to: { generic: costCenter }, whenEmpty: skip, personal: false }\n\n# Written by';
    const { code, out } = await diffTo((text) => text.replace('\n\n# Written by', () => field));
    expect({ code, last: out.at(-1) }).toEqual({ code: 0, last: expect.stringContaining('0 would map differently') });
  });
});
