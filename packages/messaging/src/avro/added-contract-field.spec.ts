import { fileURLToPath } from 'node:url';
import { eventSchema, loadContract, parseContract, type Contract } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import { describe, expect, it } from '@jest/globals';
import { createEmployeeEventCodec } from './employee-event-codec.js';
import { createMemorySchemaRegistry } from './memory-schema-registry.js';
import type { SchemaJson } from './schema-store.js';

const before = loadContract(fileURLToPath(new URL('../../../../contracts/employee.yaml', import.meta.url)));

/** The contract with a cost centre, which is all its author writes. */
function withCostCenter(required: boolean): Contract {
  const field = `
  - name: costCenter
    description: The cost centre that pays for courses.
    type: string
    maxLength: 20
    required: ${required}
    sourceOfTruth: HRIS
    from: { generic: costCenter }
    to: { generic: costCenter }
    whenEmpty: send_empty
    personal: false
`;
  return parseContract(
    before.text.replace(/\n\n(?=# Written by)/, () => `${field}\n`),
    'with costCenter',
  );
}

const event: EmployeeEvent = {
  eventId: 'e1',
  employeeId: '004711',
  changeType: 'updated',
  occurredAt: 1,
  receivedAt: 2,
  source: 'generic',
  path: 'webhook',
  deliveryId: null,
  contractHash: before.contentHash,
  employee: {
    employeeId: '004711',
    firstName: 'Ana',
    lastName: 'Ruiz',
    hireDate: '2024-02-29',
    managerId: null,
    department: '',
    employmentStatus: 'active',
  },
};

describe.each([false, true])('a field added to the contract (required: %s)', (required) => {
  const after = withCostCenter(required);
  const codecs = async () => {
    const store = createMemorySchemaRegistry();
    for (const contract of [before, after])
      await store.register('employee.events-value', eventSchema(contract) as unknown as SchemaJson);
    const codecOf = (contract: Contract) => createEmployeeEventCodec({ store, topic: 'employee.events', contract });
    return { old: codecOf(before), now: codecOf(after) };
  };

  it('reads as absent, not as null, in events from before', async () => {
    const { old, now } = await codecs();
    const read = await now.decode(await old.encode(event));
    expect(read).toStrictEqual(event);
    expect(Object.keys(read.employee)).not.toContain('costCenter');
  });

  it.each(['CC-7', '', null])('travels as %j and is left aside by a consumer on the old schema', async (costCenter) => {
    const { old, now } = await codecs();
    const bytes = await now.encode({ ...event, employee: { ...event.employee, costCenter } });
    expect((await now.decode(bytes)).employee).toStrictEqual({ ...event.employee, costCenter });
    expect(await old.decode(bytes)).toStrictEqual(event);
  });
});
