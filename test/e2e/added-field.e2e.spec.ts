import { dirname } from 'node:path';
import { afterAll, expect, it, jest } from '@jest/globals';
import { loadContract } from '@lockstep/contract';
import { createEmployeeEventCodec } from '@lockstep/messaging';
import { contractWithCostCenter } from '../harness/contract-with-a-field.js';
import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';
import { CONTRACT_FILE, startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';
import { records } from '../harness/traces.js';

jest.setTimeout(120_000);
let lockstep: Lockstep;
afterAll(() => lockstep.stop(), 60_000);

it('a field added to the contract reaches validation, event and body, and an old consumer still reads the event', async () => {
  const file = contractWithCostCenter();
  lockstep = await startLockstep({ env: { CONTRACT_FILE: file } });
  await lockstep.sender.deliver(change('4711', { costCenter: 'CC-100' }));
  await eventually(
    () => lockstep.platform.learner('4711'),
    (learner) => learner?.costCenter === 'CC-100',
  );

  const tooLong = await lockstep.sender.deliver(change('4712', { costCenter: 'x'.repeat(21) }));
  expect(tooLong.events).toMatchObject([{ status: 'rejected', violations: [{ path: '/employee/costCenter' }] }]);

  const [record] = await records(lockstep, 'employee.events');
  const topic = lockstep.topology.topic('employee.events');
  const read = async (contractFile: string) =>
    createEmployeeEventCodec({ store: lockstep.registry, topic, contract: loadContract(contractFile) }).decode(
      record!.value,
    );
  expect((await read(file)).employee).toMatchObject({ employeeId: '4711', costCenter: 'CC-100' });
  const old = await read(CONTRACT_FILE);
  expect(old.employee).toMatchObject({ employeeId: '4711', lastName: 'Novák 4711' });
  expect(old.employee).not.toHaveProperty('costCenter');
  expect(dirname(file)).not.toBe(dirname(CONTRACT_FILE));
});
