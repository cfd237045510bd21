import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { directoryWithContract, lockstep } from '../../../test/recorded-io.js';

const unsigned = (text: string): string => text.replace(/\napprovals:[\s\S]*/, '\napprovals: []\n');

/** A directory whose contract is unsigned, with keys of Hana (HRIS) and Luis (L&D) that its approvers file lists. */
async function directoryWithKeys() {
  const directory = directoryWithContract(unsigned);
  const at = (file: string): string => join(directory, file);
  const keygen = (role: string, name: string, file: string) =>
    lockstep(['contract', 'keygen', '--role', role, '--name', name, '-o', at(file)]);
  const hana = await keygen('hris_admin', 'Hana', 'hana.pem');
  const luis = await keygen('lnd_admin', 'Luis', 'luis.pem');
  writeFileSync(at('approvers.yaml'), `approvers:\n${[...hana.out, ...luis.out].join('\n')}\n`);
  const env = { CONTRACT_FILE: at('employee.yaml') };
  const sign = (file: string, ...more: string[]) =>
    lockstep(['contract', 'sign', '--key-file', at(file), ...more], { env });
  return { at, env, sign, check: (...more: string[]) => lockstep(['contract', 'check', ...more], { env }) };
}

describe('contract keygen, sign, check', () => {
  it('take a contract from unsigned to signed', async () => {
    const { sign, check } = await directoryWithKeys();
    expect(await check()).toMatchObject({ code: 1, out: expect.arrayContaining([expect.stringMatching(/^unsigned/)]) });
    expect((await sign('hana.pem')).code).toBe(0);
    expect(await sign('luis.pem')).toMatchObject({ code: 0, err: [expect.stringContaining('Both roles have signed')] });
    expect(await check()).toMatchObject({ code: 0, err: [] });
  });

  it('notice a change after signing', async () => {
    const { at, sign, check } = await directoryWithKeys();
    await sign('hana.pem');
    await sign('luis.pem');
    const file = at('employee.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('maxLength: 100', 'maxLength: 99'));
    const { code, out } = await check('--json');
    expect(code).toBe(1);
    expect(JSON.parse(out[0]!)).toMatchObject({ schemaVersion: 1, valid: true, approvals: { state: 'altered' } });
  });

  it('keep the private key readable by its owner alone and never overwrite it', async () => {
    const { at } = await directoryWithKeys();
    expect(statSync(at('hana.pem')).mode & 0o777).toBe(0o600);
    const again = await lockstep(['contract', 'keygen', '--role', 'hris_admin', '--name', 'Eve', '-o', at('hana.pem')]);
    expect(again).toMatchObject({ code: 2, err: [expect.stringContaining('EEXIST'), expect.anything()] });
  });

  it('take the key from standard input and never print it', async () => {
    const { at, env } = await directoryWithKeys();
    const stdin = readFileSync(at('hana.pem'), 'utf8');
    const done = await lockstep(['contract', 'sign', '--key-file', '-', '--json'], { env, stdin });
    expect(done.code).toBe(0);
    expect(JSON.parse(done.out[0]!)).toMatchObject({ role: 'hris_admin', name: 'Hana', written: true });
    expect([...done.out, ...done.err].join()).not.toContain(stdin.split('\n')[1]);
  });

  it('write nothing in a dry run', async () => {
    const { at, sign } = await directoryWithKeys();
    const before = readFileSync(at('employee.yaml'), 'utf8');
    expect((await sign('hana.pem', '--dry-run')).out[0]).toMatch(/^would sign as hris_admin \(Hana\)/);
    expect(readFileSync(at('employee.yaml'), 'utf8')).toBe(before);
  });

  it('refuse a key that would count for nothing', async () => {
    const { at, sign } = await directoryWithKeys();
    await lockstep(['contract', 'keygen', '--role', 'hris_admin', '--name', 'Eve', '-o', at('eve.pem')]);
    expect(await sign('eve.pem')).toMatchObject({
      code: 2,
      err: [expect.stringContaining('not listed in approvers.yaml'), expect.anything()],
    });
    expect(await sign('hana.pem', '--role', 'lnd_admin')).toMatchObject({ code: 2 });
    writeFileSync(at('no.pem'), 'secret words');
    const { code, out, err } = await sign('no.pem');
    expect(code).toBe(1);
    expect([...out, ...err].join()).not.toContain('secret words');
  });

  it('list every problem of a contract by line and column', async () => {
    const directory = directoryWithContract((text) =>
      text.replace('maxLength: 100', 'maxLength: no').replace('unknownFields: ignore', 'unknownFields: maybe'),
    );
    const file = join(directory, 'employee.yaml');
    const { code, out } = await lockstep(['contract', 'check', '--file', file]);
    expect(code).toBe(1);
    expect(out).toEqual([
      expect.stringMatching(new RegExp(`^${file}:\\d+:16 unknownFields must be one of`)),
      expect.stringMatching(/:\d+:\d+ field firstName: maxLength must be/),
      'not valid: 2 problems',
    ]);
    const json = await lockstep(['contract', 'check', '--file', file, '--json']);
    expect(JSON.parse(json.out[0]!)).toMatchObject({ schemaVersion: 1, valid: false, problems: [{ column: 16 }, {}] });
  });
});

describe('contract diff', () => {
  const fileWith = (edit: (text: string) => string): string => join(directoryWithContract(edit), 'employee.yaml');
  const before = fileWith((text) => text);

  it('has nothing to say of contracts that mean the same', async () => {
    const diff = await lockstep(['contract', 'diff', before, fileWith(unsigned), '--no-events']);
    expect(diff).toEqual({ code: 0, out: ['The contracts mean the same.'], err: [] });
  });

  it('tells compatible from breaking changes', async () => {
    const longer = fileWith((text) => text.replace('maxLength: 100', 'maxLength: 120'));
    expect(await lockstep(['contract', 'diff', before, longer, '--no-events'])).toEqual({
      code: 0,
      out: ['compatible fields.firstName.maxLength  100 → 120'],
      err: [],
    });
    expect(await lockstep(['contract', 'diff', longer, before, '--no-events'])).toMatchObject({
      code: 1,
      out: ['breaking   fields.firstName.maxLength  120 → 100'],
    });
  });

  it('prints one object per line for machines', async () => {
    const after = fileWith((text) => text.replace('maxLength: 100', 'maxLength: 10'));
    const { out } = await lockstep(['contract', 'diff', before, after, '--no-events', '--json']);
    expect(out).toEqual([
      '{"schemaVersion":1,"kind":"change","at":"fields.firstName.maxLength","change":"100 → 10","compatibility":"breaking","avro":"none"}',
      '{"schemaVersion":1,"kind":"summary","changes":1,"breaking":1,"events":null}',
    ]);
  });

  it('says why stored events are not read, and fails when they were insisted on', async () => {
    const soft = await lockstep(['contract', 'diff', before, before]);
    expect(soft).toMatchObject({ code: 0, err: [expect.stringMatching(/not read: .*\n.*KAFKA_BROKERS/)] });
    expect(await lockstep(['contract', 'diff', before, before, '--events'])).toMatchObject({ code: 2 });
  });
});
