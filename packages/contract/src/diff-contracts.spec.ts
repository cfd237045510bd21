import type { EmployeeState } from '@lockstep/domain';
import { describe, expect, it } from '@jest/globals';
import { ANA, contractText, contractWith, COST_CENTER } from '../test/contract-text.js';
import type { Contract } from './contract.js';
import { diffContracts } from './diff-contracts.js';
import { parseContract } from './parse-contract.js';
import { replayDiff } from './replay-diff.js';

const before = contractWith();

describe('what differs between two contracts', () => {
  it('is nothing when only comments and approvals do', () => {
    expect(diffContracts(before, contractWith([/\napprovals:[\s\S]*/, '\n# unsigned\n']))).toEqual([]);
  });

  it.each<[string | RegExp, string, string, string, string]>([
    [COST_CENTER[0], COST_CENTER[1], 'fields.costCenter', 'compatible', 'compatible'],
    [
      COST_CENTER[0],
      COST_CENTER[1].replace('required: false', 'required: true'),
      'fields.costCenter',
      'breaking',
      'compatible',
    ],
    [/ {2}- name: terminationDate[\s\S]*?(?=\n# Written)/, '', 'fields.terminationDate', 'breaking', 'compatible'],
    ['maxLength: 100', 'maxLength: 50', 'fields.firstName.maxLength', 'breaking', 'none'],
    ['maxLength: 100', 'maxLength: 150', 'fields.firstName.maxLength', 'compatible', 'none'],
    ['maxLength: 100', "maxLength: 100\n    pattern: '[A-Z].*'", 'fields.firstName.pattern', 'breaking', 'none'],
    [/(?<=name: hireDate[\s\S]{0,120}required: )true/, 'false', 'fields.hireDate.required', 'compatible', 'compatible'],
    ['    notRequiredFor: [prehire, terminated]\n', '', 'fields.workEmail.notRequiredFor', 'breaking', 'breaking'],
    ['whenEmpty: send_null', 'whenEmpty: skip', 'fields.managerId.whenEmpty', 'breaking', 'none'],
    ['to: { generic: jobTitle }', 'to: { generic: title }', 'fields.jobTitle.to.generic', 'breaking', 'none'],
    [/personal: true/, 'personal: false', 'fields.workEmail.personal', 'breaking', 'compatible'],
    ['in: [prehire]', 'in: [terminated]', 'scope', 'breaking', 'none'],
    ['learner: suspended', 'learner: active', 'statuses.suspended.learner', 'breaking', 'none'],
    ['furlough: leave', 'furlough: suspended', 'hris.generic.statuses.furlough', 'breaking', 'none'],
    ['      furlough: leave\n', '', 'hris.generic.statuses.furlough', 'breaking', 'none'],
    ['furlough: leave', 'furlough: leave\n      sick: leave', 'hris.generic.statuses.sick', 'compatible', 'none'],
    ['numericIds: reject', 'numericIds: convert', 'hris.generic.numericIds', 'compatible', 'none'],
    ['unknownFields: ignore', 'unknownFields: reject', 'unknownFields', 'breaking', 'none'],
    ['suspended: false', 'suspended: 0', 'lnd.generic.learnerState', 'breaking', 'none'],
  ])('%s → %s', (from, to, at, compatibility, avro) => {
    expect(diffContracts(before, contractWith([from, to]))).toEqual([
      expect.objectContaining({ at, compatibility, avro }),
    ]);
  });

  it('is something whenever the content hash differs', () => {
    const edits: [string, string][] = contractText()
      .split('\n')
      .filter((line) => /^ +(description|maxLength|required|personal|whenEmpty|sourceOfTruth): /.test(line))
      .map((line) => [
        line,
        line.replace(
          /true|false|skip|send_null|HRIS$|\d+$|$/,
          (old) =>
            ({ true: 'false', false: 'true', skip: 'send_empty', send_null: 'skip', HRIS: 'Payroll', '': ' more' })[
              old
            ] ?? '77',
        ),
      ]);
    for (const [from, to] of edits) {
      let after: Contract;
      try {
        after = parseContract(contractText().replace(`${from}\n`, `${to}\n`), 'c');
      } catch {
        continue;
      }
      expect([from, diffContracts(before, after).length > 0]).toEqual([from, after.contentHash !== before.contentHash]);
    }
  });
});

describe('replaying stored events under a changed contract', () => {
  const stored = (more: Record<string, string | null>) => ({
    eventId: 'e1',
    employee: { ...ANA, ...more } as EmployeeState,
  });
  const replay = async (after: Contract, ...more: Record<string, string | null>[]) => {
    const found = [];
    for await (const difference of replayDiff(before, after, more.map(stored))) found.push(difference);
    return found;
  };

  it('says nothing of events that stay as they are', async () => {
    expect(await replay(contractWith(COST_CENTER), {}, { managerId: null })).toEqual([]);
  });

  it('names those that would fail, without their values', async () => {
    const found = await replay(contractWith(['maxLength: 100', 'maxLength: 5']), {}, { firstName: 'Wilhelmina' });
    expect(found).toEqual([
      {
        eventId: 'e1',
        employeeId: '004711',
        violations: [
          expect.objectContaining({ path: '/firstName', rule: 'too_long', found: 'string of 10 characters' }),
        ],
        scope: 'same',
        body: [],
      },
    ]);
    expect(JSON.stringify(found)).not.toContain('Wilhelmina');
  });

  it('names those that would map differently, and the keys', async () => {
    const renamed = await replay(contractWith(['to: { generic: jobTitle }', 'to: { generic: title }']), {});
    expect(renamed).toMatchObject([{ violations: [], body: [{ adapter: 'generic', keys: ['jobTitle', 'title'] }] }]);
    const emptied = contractWith(['whenEmpty: send_null', 'whenEmpty: skip']);
    expect(await replay(emptied, {}, { managerId: '' })).toMatchObject([{ body: [{ keys: ['managerId'] }] }]);
  });

  it('names those who enter or leave the scope', async () => {
    const after = contractWith(['in: [prehire]', 'in: [leave]']);
    const found = await replay(after, {}, { employmentStatus: 'prehire' }, { employmentStatus: 'leave' });
    expect(found.map(({ scope }) => scope)).toEqual(['enters', 'leaves']);
  });

  it('does not blame the new contract for what the old one refused already', async () => {
    expect(await replay(contractWith(COST_CENTER), { firstName: 'x'.repeat(200) })).toEqual([]);
  });
});
