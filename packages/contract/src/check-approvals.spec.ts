import { describe, expect, it } from '@jest/globals';
import { contractText, contractWith, ROOT } from '../test/contract-text.js';
import { thrownBy } from '../test/thrown-by.js';
import { loadApprovers, parseApprovers, type Approver } from './approvers.js';
import { checkApprovals } from './check-approvals.js';
import type { ApproverRole } from './contract.js';
import { parseContract } from './parse-contract.js';
import { signContract } from './sign-contract.js';
import { createSigningKey, type SigningKey } from './signing-key.js';

const hana = createSigningKey();
const luis = createSigningKey();
const AT = Date.UTC(2026, 10, 1);
const approvers: readonly Approver[] = [
  { role: 'hris_admin', name: 'Hana', publicKey: hana.publicKey },
  { role: 'lnd_admin', name: 'Luis', publicKey: luis.publicKey },
];
const unsigned = contractText([/\napprovals:[\s\S]*/, '\napprovals: []\n']);
const sign = (text: string, role: ApproverRole, name: string, key: SigningKey): string =>
  signContract(text, { role, name, privateKeyPem: key.privateKeyPem, at: AT });
const bySigners = (text: string): string => sign(sign(text, 'hris_admin', 'Hana', hana), 'lnd_admin', 'Luis', luis);
const stateOf = (text: string, known = approvers) => checkApprovals(parseContract(text, 'c'), known).state;

describe('approvals', () => {
  it('of the committed contract hold', () => {
    expect(checkApprovals(contractWith(), loadApprovers(`${ROOT}contracts/approvers.yaml`))).toEqual({
      state: 'signed',
      problems: [],
    });
  });

  it('hold when both roles signed this content', () => {
    expect(stateOf(unsigned)).toBe('unsigned');
    expect(stateOf(sign(unsigned, 'hris_admin', 'Hana', hana))).toBe('unsigned');
    expect(stateOf(bySigners(unsigned))).toBe('signed');
  });

  it('hold whatever happens to comments and layout', () => {
    const signed = bySigners(unsigned);
    expect(stateOf(`# a comment\n${signed}\n# another\n`)).toBe('signed');
    expect(stateOf(signed.replace('from: { generic: jobTitle }', 'from:\n      generic: "jobTitle"'))).toBe('signed');
  });

  it('are off with one byte of meaning', () => {
    const altered = bySigners(unsigned).replace('The given name', 'The given nama');
    const check = checkApprovals(parseContract(altered, 'c'), approvers);
    expect(check.state).toBe('altered');
    expect(check.problems).toHaveLength(2);
  });

  it('stay off until the second role has signed the change as well', () => {
    const altered = bySigners(unsigned).replace('maxLength: 100', 'maxLength: 90');
    const half = sign(altered, 'hris_admin', 'Hana', hana);
    expect(stateOf(half)).toBe('altered');
    expect(stateOf(sign(half, 'lnd_admin', 'Luis', luis))).toBe('signed');
  });

  it('do not move: not to another role, name, time, content or signature', () => {
    const signed = bySigners(unsigned);
    const forge = (from: string | RegExp, to: string): string => signed.replace(from, to);
    expect(stateOf(forge('name: Hana', 'name: Luis'))).toBe('unsigned');
    expect(stateOf(forge('2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'))).toBe('unsigned');
    expect(stateOf(forge(/signature: .{4}/, 'signature: AAAA'))).toBe('unsigned');
    // The hash of altered content written into an old approval does not make it fit.
    const altered = forge('maxLength: 100', 'maxLength: 90');
    const hash = parseContract(altered, 'c').contentHash;
    expect(stateOf(altered.replaceAll(/contentHash: \w+/g, `contentHash: ${hash}`))).toBe('unsigned');
  });

  it('count for nothing with a key that is not listed for the role', () => {
    const stranger = createSigningKey();
    expect(stateOf(sign(bySigners(unsigned), 'lnd_admin', 'Luis', stranger))).toBe('unsigned');
    expect(stateOf(sign(bySigners(unsigned), 'lnd_admin', 'Luis', hana))).toBe('unsigned');
    expect(stateOf(sign(bySigners(unsigned), 'lnd_admin', 'Somebody else', luis))).toBe('unsigned');
    expect(stateOf(bySigners(unsigned), [])).toBe('unsigned');
  });

  it('count for nothing in a role the key is not listed for, however good it is in another', () => {
    const hugo = createSigningKey();
    const known: Approver[] = [...approvers, { role: 'hris_admin', name: 'Hugo', publicKey: hugo.publicKey }];
    const text = sign(sign(unsigned, 'hris_admin', 'Hugo', hugo), 'lnd_admin', 'Hana', hana);
    expect(stateOf(text, known)).toBe('unsigned');
    expect(stateOf(sign(text, 'lnd_admin', 'Luis', luis), known)).toBe('signed');
  });

  it('take two people with two keys', () => {
    const twice = sign(sign(unsigned, 'hris_admin', 'Hana', hana), 'lnd_admin', 'hana ', hana);
    const sameKey = checkApprovals(parseContract(twice, 'c'), [
      { role: 'hris_admin', name: 'Hana', publicKey: hana.publicKey },
      { role: 'lnd_admin', name: 'hana ', publicKey: hana.publicKey },
    ]);
    expect(sameKey).toMatchObject({ state: 'unsigned', problems: [expect.stringContaining('same key')] });
    const samePerson = sign(sign(unsigned, 'hris_admin', 'Hana', hana), 'lnd_admin', 'HANA', luis);
    const check = checkApprovals(parseContract(samePerson, 'c'), [
      { role: 'hris_admin', name: 'Hana', publicKey: hana.publicKey },
      { role: 'lnd_admin', name: 'HANA', publicKey: luis.publicKey },
    ]);
    expect(check).toMatchObject({ state: 'unsigned', problems: [expect.stringContaining('two people')] });
  });
});

describe('signing', () => {
  it('leaves every byte outside the approvals alone, and the comments among them', () => {
    const signed = sign(unsigned, 'hris_admin', 'Hana', hana);
    const head = unsigned.slice(0, unsigned.indexOf('\napprovals:'));
    expect(signed.startsWith(`${head}\napprovals:\n`)).toBe(true);
    const noted = signed.replace('  - role: hris_admin', '  # asked for by audit\n  - role: hris_admin');
    const both = sign(noted, 'lnd_admin', 'Luis', luis);
    expect(both).toContain('# asked for by audit');
    expect(sign(both, 'lnd_admin', 'Luis', luis)).toBe(both);
    expect(both.endsWith('\n')).toBe(true);
  });

  it('works where the approvals are missing or stand in the middle', () => {
    const missing = unsigned.replace('approvals: []\n', '');
    expect(stateOf(bySigners(missing))).toBe('signed');
    const middle = unsigned
      .replace('approvals: []\n', '')
      .replace('\nstatuses:', '\napprovals: [] # none yet\nstatuses:');
    const signed = bySigners(middle);
    expect(stateOf(signed)).toBe('signed');
    expect(signed).toContain('# none yet');
  });

  it('refuses a contract that is not valid, and a key that is none', () => {
    expect(thrownBy(() => sign('x', 'hris_admin', 'Hana', hana))).toMatchObject({ code: 'LOCKSTEP_CONTRACT_INVALID' });
    expect(thrownBy(() => sign(unsigned, 'hris_admin', 'Hana', { ...hana, privateKeyPem: 'secret' }))).toMatchObject({
      code: 'LOCKSTEP_SIGNING_KEY_INVALID',
      message: expect.not.stringContaining('secret'),
    });
  });
});

describe('the approvers file', () => {
  it.each([
    ['approvers: {}', 'must be a list'],
    ['approvers: [{ role: boss, name: A, publicKey: x }]', 'role must be one of'],
    ['approvers: [{ role: hris_admin, name: A, publicKey: x }]', 'no Ed25519 public key'],
    ['approvers: []\nmore: 1', 'has no key "more"'],
  ])('%j is refused', (text, message) => expect(() => parseApprovers(text, 'a.yaml')).toThrow(message));
});
