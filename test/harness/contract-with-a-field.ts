import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigningKey, signContract } from '@lockstep/contract';
import { CONTRACT_FILE } from './lockstep.js';

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
export function contractWithCostCenter(): string {
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
