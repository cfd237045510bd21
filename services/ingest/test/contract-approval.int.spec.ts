import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@lockstep/platform';
import { prepareStack } from './running-ingest.js';

const committed = fileURLToPath(new URL('../../../contracts', import.meta.url));

let stack: Awaited<ReturnType<typeof prepareStack>>;
let directory: string;
let altered: string;
beforeAll(async () => {
  stack = await prepareStack();
  directory = mkdtempSync(join(tmpdir(), 'lockstep-contract-'));
  altered = join(directory, 'employee.yaml');
  const text = readFileSync(join(committed, 'employee.yaml'), 'utf8');
  writeFileSync(altered, text.replace('maxLength: 100', 'maxLength: 99'));
  copyFileSync(join(committed, 'approvers.yaml'), join(directory, 'approvers.yaml'));
});
afterAll(async () => {
  await stack.close();
  rmSync(directory, { recursive: true });
});

describe('a contract that was altered after it was signed', () => {
  it('stops a start in live mode', async () => {
    await expect(stack.startIngest({ SYNC_MODE: 'live', CONTRACT_FILE: altered })).rejects.toMatchObject({
      code: 'LOCKSTEP_CONTRACT_UNSIGNED',
      message: expect.stringContaining('altered'),
    });
  });

  it('is warned of in shadow mode', async () => {
    const warned: unknown[] = [];
    const logger = { ...silentLogger, warn: (fields: object, message: string) => void warned.push([message, fields]) };
    const ingest = await stack.startIngest({ SYNC_MODE: 'shadow', CONTRACT_FILE: altered }, logger);
    await ingest.close();
    expect(warned).toContainEqual(['contract.not_signed', expect.objectContaining({ state: 'altered' })]);
  });
});
