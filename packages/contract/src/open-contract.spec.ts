import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { openContract } from './open-contract.js';

const committed = fileURLToPath(new URL('../../../contracts/employee.yaml', import.meta.url));

function altered(): string {
  const dir = mkdtempSync(join(tmpdir(), 'contract-'));
  const text = readFileSync(committed, 'utf8').replace(/^title: .*$/m, 'title: something else');
  writeFileSync(join(dir, 'employee.yaml'), text);
  writeFileSync(join(dir, 'approvers.yaml'), readFileSync(join(committed, '../approvers.yaml')));
  return join(dir, 'employee.yaml');
}

describe('opening the contract', () => {
  it('accepts the committed, signed one in live mode', () => {
    const opened = openContract({ contractFile: committed, approversFile: null, mode: 'live' });
    expect(opened.approval).toEqual({ state: 'signed', problems: [] });
  });

  it('refuses an altered one in live mode, naming what to do, and lets shadow mode warn', () => {
    const contractFile = altered();
    expect(() => openContract({ contractFile, approversFile: null, mode: 'live' })).toThrow(
      expect.objectContaining({ code: 'LOCKSTEP_CONTRACT_UNSIGNED', remedy: expect.stringContaining('contract sign') }),
    );
    expect(openContract({ contractFile, approversFile: null, mode: 'shadow' }).approval.state).toBe('altered');
  });
});
