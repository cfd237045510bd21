import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it, jest } from '@jest/globals';
import { createSigningKey, loadContract, signContract } from '@lockstep/contract';
import { createEmployeeEventCodec } from '@lockstep/messaging';
import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';
import { CONTRACT_FILE, startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';
import { records } from '../harness/traces.js';

jest.setTimeout(120_000);
let lockstep: Lockstep;
afterAll(() => lockstep.stop(), 60_000);

const COST_CENTER = `
  - name: costCenter
    description: Where the employee's cost goes.
    type: string
    maxLength: 20
    required: false
    sourceOfTruth: hris
    from: { generic: costCenter }
    to: { generic: costCenter }
    whenEmpty: send_null
    personal: false
`;

/** The committed contract with one more field, signed by two people of its own. */
function contractWithCostCenter(): string {
  const dir = mkdtempSync(join(tmpdir(), 'lockstep-contract-'));
  const file = join(dir, 'employee.yaml');
  const people = [
    { role: 'hris_admin', name: 'Test HRIS admin', key: createSigningKey() },
    { role: 'lnd_admin', name: 'Test L&D admin', key: createSigningKey() },
  ] as const;
  const approvers = people.map(
    ({ role, name, key }) => `  - { role: ${role}, name: "${name}", publicKey: "${key.publicKey}" }`,
  );
  writeFileSync(join(dir, 'approvers.yaml'), `approvers:\n${approvers.join('\n')}\n`);
  copyFileSync(CONTRACT_FILE, file);
  let text = readFileSync(file, 'utf8').replace(/\nfields:\n/, (head) => `${head}${COST_CENTER.slice(1)}`);
  for (const { role, name, key } of people)
    text = signContract(text, { role, name, privateKeyPem: key.privateKeyPem, at: Date.now() });
  writeFileSync(file, text);
  return file;
}

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
