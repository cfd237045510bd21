import { fileURLToPath } from 'node:url';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { eventSchema, loadContract } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newTopicPrefix, testStack } from '@lockstep/testkit';
import { createEmployeeEventCodec, subjectOf } from './employee-event-codec.js';
import { createSchemaRegistry } from './registry-client.js';
import type { SchemaJson, SchemaRegistry as OurRegistry } from './schema-store.js';

/** The client that other teams' consumers use; the oracle for our wire format. */
let theirs: SchemaRegistry;
let ours: OurRegistry;
const contract = loadContract(fileURLToPath(new URL('../../../../contracts/employee.yaml', import.meta.url)));
const topic = `${newTopicPrefix('interop')}employee.events`;
const schema = eventSchema(contract) as unknown as SchemaJson;

const event: EmployeeEvent = {
  eventId: 'e1',
  employeeId: '004711',
  changeType: 'created',
  occurredAt: 1_795_000_000_000,
  receivedAt: 1_795_000_000_123,
  source: 'generic',
  path: 'webhook',
  deliveryId: null,
  contractHash: contract.contentHash,
  employee: {
    employeeId: '004711',
    workEmail: 'ana@example.com',
    firstName: 'Ana',
    lastName: 'Nováková',
    hireDate: '2024-02-01',
    managerId: null,
    employmentStatus: 'active',
  },
};

beforeAll(async () => {
  theirs = new SchemaRegistry({ host: testStack().registry });
  ours = createSchemaRegistry({ url: testStack().registry });
  await ours.register(subjectOf(topic), schema);
});

describe('with @kafkajs/confluent-schema-registry', () => {
  it('others read what we write: values, null, and an absent field as the empty record', async () => {
    const bytes = await createEmployeeEventCodec({ store: ours, topic, contract }).encode(event);
    const read = (await theirs.decode(bytes)) as EmployeeEvent;
    expect(read).toMatchObject({ eventId: 'e1', employeeId: '004711', changeType: 'created' });
    expect(read.employee).toMatchObject({ lastName: 'Nováková', managerId: null, department: {} });
  });

  it('we read what others write', async () => {
    const id = await theirs.getRegistryIdBySchema(subjectOf(topic), {
      type: 'AVRO' as never,
      schema: JSON.stringify(schema),
    });
    const { employee, ...envelope } = event;
    const absent = { department: {}, jobTitle: {}, terminationDate: {} };
    const bytes = await theirs.encode(id, { ...envelope, employee: { ...absent, ...employee } });
    expect(await createEmployeeEventCodec({ store: ours, topic, contract }).decode(bytes)).toEqual(event);
  });
});
