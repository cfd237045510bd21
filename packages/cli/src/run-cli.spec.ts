import { describe, expect, it } from '@jest/globals';
import { lockstep } from '../test/recorded-io.js';

describe('the lockstep command', () => {
  it.each([[['--help']], [['contract', '--help']], [['contract', 'sign', '--help']], [['contract', 'diff', '-h']]])(
    'opens its help with examples: %j',
    async (args) => {
      const { code, out } = await lockstep(args);
      expect(code).toBe(0);
      expect(out.join('\n')).toMatch(/^Examples:\n {2}[^\n]*lockstep /);
    },
  );

  it('suggests the word that was meant', async () => {
    expect(await lockstep(['contrct'])).toMatchObject({
      code: 2,
      err: [expect.stringContaining('Did you mean contract?')],
    });
    expect(await lockstep(['contract', 'sing'])).toMatchObject({ code: 2, err: [expect.stringContaining('sign')] });
    const option = await lockstep(['contract', 'check', '--jsn']);
    expect(option).toMatchObject({ code: 2, err: [expect.stringContaining('Did you mean --json?')] });
  });

  it.each([[['contract']], [[]], [['contract', 'diff', 'one.yaml']], [['contract', 'keygen']]])(
    'calls it wrong usage when something is missing: %j',
    async (args) => expect((await lockstep(args)).code).toBe(2),
  );

  it('shows an error with its code and remedy, and as an object for machines', async () => {
    const { code, out, err } = await lockstep(['contract', 'check', '--file', '/nowhere.yaml', '--json']);
    expect(code).toBe(2);
    expect(err[0]).toMatch(/^LOCKSTEP_CONTRACT_UNREADABLE: \/nowhere\.yaml cannot be read/);
    expect(out.map((line) => JSON.parse(line) as unknown)).toEqual([
      { schemaVersion: 1, kind: 'error', error: expect.objectContaining({ code: 'LOCKSTEP_CONTRACT_UNREADABLE' }) },
    ]);
  });

  it('lists wrong settings', async () => {
    const { code, err } = await lockstep(['contract', 'check'], { env: { CONTRACT_FILE: '/nowhere.yaml' } });
    expect({ code, err: err[0] }).toEqual({ code: 2, err: expect.stringContaining('CONTRACT_FILE') });
  });
});
