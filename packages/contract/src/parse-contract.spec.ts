import { describe, expect, it } from '@jest/globals';
import { contractText, contractWith } from '../test/contract-text.js';
import { ContractInvalid, type ContractProblem } from './contract-problem.js';
import { MINIMUM_FIELDS } from './minimum-fields.js';
import { parseContract } from './parse-contract.js';

function problemsOf(text: string): readonly ContractProblem[] {
  try {
    parseContract(text, 'c.yaml');
  } catch (thrown) {
    if (thrown instanceof ContractInvalid) return thrown.problems;
    throw thrown;
  }
  return [];
}

const messagesOf = (text: string): string[] => problemsOf(text).map(({ message }) => message);

describe('the committed contract', () => {
  it('has the nine minimum fields with their types', () => {
    const types = Object.fromEntries(contractWith().fields.map(({ name, type }) => [name, type]));
    expect(types).toMatchObject(MINIMUM_FIELDS);
  });

  it('keeps people on leave open and suspends leavers', () => {
    const learner = Object.fromEntries(contractWith().statuses.map((status) => [status.name, status.learner]));
    expect(learner).toMatchObject({ leave: 'active', terminated: 'suspended' });
  });
});

describe('reading a contract', () => {
  it('reports every problem at once, in the order of the file, each with its line and column', () => {
    const text = contractText(
      ['unknownFields: ignore', 'unknownFields: perhaps'],
      ['    learner: suspended', '    learner: deleted'],
      ['    whenEmpty: skip', '    whenEmtpy: skip'],
      ['    maxLength: 100', '    maxLength: -1'],
    );
    const problems = problemsOf(text);
    const lines = text.split('\n');
    expect(problems.map(({ message }) => message)).toEqual([
      'unknownFields must be one of ignore, reject, not "perhaps".',
      expect.stringContaining('learner must be one of active, suspended, not "deleted".'),
      'a field lacks "whenEmpty".',
      'a field has no key "whenEmtpy". Did you mean whenEmpty?',
      'field firstName: maxLength must be a whole number from 1 to 10000.',
    ]);
    for (const { line, column } of problems) expect(lines[line - 1]!.length).toBeGreaterThanOrEqual(column);
    expect(problems[0]).toMatchObject({ line: lines.indexOf('unknownFields: perhaps') + 1, column: 16 });
  });

  it('says code, file and place in its message and never throws anything else', () => {
    const thrown = (() => {
      try {
        return parseContract('contract: [', 'c.yaml');
      } catch (error) {
        return error as ContractInvalid;
      }
    })();
    expect(thrown).toMatchObject({ code: 'LOCKSTEP_CONTRACT_INVALID', disposition: 'halt' });
    expect((thrown as ContractInvalid).message).toMatch(/^c\.yaml has .*\nc\.yaml:1:\d+ /);
  });

  it.each(['', 'just text', '- a list', '42', 'null', '{}', '--- a\n--- b\n', '\u0000', '%TAG ! x\n---\n'])(
    'refuses %j as a contract',
    (text) => expect(messagesOf(text).length).toBeGreaterThan(0),
  );

  it.each<[string, string | RegExp, string, string]>([
    ['a key twice', 'title: ', 'title: One\ntitle: ', 'unique'],
    ['an alias', 'in: [prehire]', 'in: &list [prehire]', 'anchors are not allowed'],
    ['a tag', 'title: ', 'title: !secret ', 'ags'],
    [
      'a missing minimum field',
      / {2}- name: jobTitle[\s\S]*?(?= {2}- name: employmentStatus)/,
      '',
      'the minimum lacks jobTitle',
    ],
    ['a minimum field of another type', 'type: date', 'type: email', 'field hireDate must be of type date'],
    ['a field twice', 'name: terminationDate', 'name: hireDate', 'field hireDate stands twice'],
    ['a reserved field name', 'name: terminationDate', 'name: constructor', 'is reserved'],
    ['a field name that is no name', 'name: terminationDate', 'name: Last Day', 'is no field name'],
    [
      'two fields from one place',
      'from: { generic: terminationDate }',
      'from: { generic: hireDate }',
      'share from.generic',
    ],
    ['two fields to one place', 'to: { generic: terminationDate }', 'to: { generic: hireDate.x }', 'share to.generic'],
    [
      'a field inside a later one',
      'to: { generic: hireDate }',
      'to: { generic: terminationDate.x }',
      'share to.generic',
    ],
    ['a field on the account state', 'to: { generic: terminationDate }', 'to: { generic: active }', 'share to.generic'],
    [
      'a field on what the sync sets',
      'to: { generic: terminationDate }',
      'to: { generic: sent_to }',
      'set by the sync',
    ],
    ['a path into a prototype', 'from: { generic: terminationDate }', 'from: { generic: __proto__.x }', 'is no path'],
    [
      'a required field without a source',
      'from: { generic: hireDate }',
      'from: { generic: null }',
      'from.generic must say',
    ],
    [
      'an adapter nobody declared',
      'from: { generic: hireDate }',
      'from: { genric: hireDate }',
      'Did you mean generic?',
    ],
    ['an optional employee ID', /required: true/, 'required: false', 'must be required for every status'],
    ['a personal employee ID', 'personal: false', 'personal: true', 'cannot be personal'],
    ['a string without a limit', '    maxLength: 100\n', '', 'lacks "maxLength"'],
    ['a broken pattern', 'maxLength: 100', "maxLength: 100\n    pattern: '('", 'is no regular expression'],
    [
      'an exemption for nobody',
      'notRequiredFor: [prehire, terminated]',
      'notRequiredFor: [preboarding]',
      'is not one of the statuses',
    ],
    [
      'a status the platform has no word for',
      '      leave: leave\n      suspended: suspended\n      terminated: terminated\n    learnerState',
      '      suspended: suspended\n      terminated: terminated\n    learnerState',
      'lacks "leave"',
    ],
    ['a vendor status to nowhere', 'furlough: leave', 'furlough: leaves', 'Did you mean leave?'],
    ['a scope over no field', 'field: employmentStatus', 'field: status', 'there is no field "status"'],
    ['a scope over no status', 'in: [prehire]', 'in: [prehires]', 'Did you mean prehire?'],
    ['a scope without comparison', '    in: [prehire]\n', '', 'exactly one of equals, in, startsWith'],
    [
      'an empty scope',
      'scope:\n  not:\n    field: employmentStatus\n    in: [prehire]',
      'scope: { all: [] }',
      'write "everyone"',
    ],
    ['an unknown section', 'title: ', 'owner: me\ntitle: ', 'has no key "owner"'],
    ['a role that does not sign', 'role: lnd_admin', 'role: admin', 'role must be one of hris_admin, lnd_admin'],
    ['a role twice', 'role: lnd_admin', 'role: hris_admin', 'hris_admin stands twice'],
  ])('refuses %s', (_, from, to, message) => {
    expect(messagesOf(contractText([from, to])).join('\n')).toContain(message);
  });

  it('reads paths with dots and JSON pointers', () => {
    const contract = contractWith(['from: { generic: jobTitle }', 'from: { generic: /work~1title/value }']);
    expect(contract.fields.find(({ name }) => name === 'jobTitle')!.from).toEqual({ generic: '/work~1title/value' });
  });
});

describe('the content hash', () => {
  const hash = contractWith().contentHash;

  it.each<[string, string | RegExp, string]>([
    ['a comment', 'title:', '# hello\ntitle:'],
    ['quoting', 'lockstep.employee', '"lockstep.employee"'],
    ['layout', 'from: { generic: jobTitle }', 'from:\n      generic: jobTitle'],
    ['approvals', /\napprovals:[\s\S]*/, '\n'],
  ])('does not change with %s', (_, from, to) => {
    expect(contractWith([from, to]).contentHash).toBe(hash);
  });

  it.each<[string, string | RegExp, string]>([
    ['one letter of a description', 'The given name', 'the given name'],
    ['a limit', 'maxLength: 100', 'maxLength: 101'],
    ['a scope', 'in: [prehire]', 'in: [prehire, terminated]'],
    ['the learner state of a status', 'learner: suspended', 'learner: active'],
  ])('changes with %s', (_, from, to) => {
    expect(contractWith([from, to]).contentHash).not.toBe(hash);
  });
});
