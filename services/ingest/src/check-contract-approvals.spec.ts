import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { approversFileOf, loadContract, parseContract } from '@lockstep/contract';
import { silentLogger } from '@lockstep/platform';
import { checkContractApprovals } from './check-contract-approvals.js';

const contractFile = new URL('../../../contracts/employee.yaml', import.meta.url).pathname;
const signed = loadContract(contractFile);
const altered = parseContract(signed.text.replace('maxLength: 100', 'maxLength: 99'), 'employee.yaml');

function check(contract: typeof signed, mode: 'shadow' | 'live', approversFile: string | null = null): string[] {
  const warned: string[] = [];
  const logger = { ...silentLogger, warn: (_fields: unknown, message: string) => void warned.push(message) };
  checkContractApprovals(contract, { mode, contractFile, approversFile }, logger);
  return warned;
}

describe('the signatures of the contract at the start', () => {
  it('let a signed one pass in either mode', () => {
    expect([check(signed, 'live'), check(signed, 'shadow')]).toEqual([[], []]);
  });

  it('stop live mode when it was altered or not signed by those who may, and warn in shadow mode', () => {
    expect(() => check(altered, 'live')).toThrow(/altered/);
    expect(check(altered, 'shadow')).toEqual(['contract.not_signed']);
    expect(() => check({ ...signed, approvals: [] }, 'live')).toThrow(/unsigned/);
    expect(check({ ...signed, approvals: [] }, 'shadow')).toEqual(['contract.not_signed']);
  });

  it('count by the approvers beside the contract unless told otherwise', () => {
    expect(approversFileOf(contractFile)).toMatch(/contracts\/approvers\.yaml$/);
    expect(() => check(signed, 'live', join(tmpdir(), 'no-such-approvers.yaml'))).toThrow('cannot be read');
  });
});
