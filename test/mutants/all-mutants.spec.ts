import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { allMutants } from './all-mutants.js';
import { mutated } from './mutant.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the planted bugs', () => {
  it.each(allMutants.map((mutant) => [mutant.name, mutant] as const))('%s fits the source as it is', (_, mutant) => {
    const source = readFileSync(`${root}/${mutant.file}`, 'utf8');
    expect(mutated(mutant, source)).not.toBe(source);
    for (const { file } of mutant.killers) expect([file, existsSync(`${root}/${file}`)]).toEqual([file, true]);
  });

  it('have names of their own', () => {
    expect(new Set(allMutants.map(({ name }) => name)).size).toBe(allMutants.length);
  });

  it('are refused where their text stands twice or nowhere', () => {
    const mutant = { ...allMutants[0]!, name: 'x', file: 'x.ts', from: 'a', to: 'b' };
    expect(mutated(mutant, 'cac')).toBe('cbc');
    for (const source of ['aa', 'c']) expect(() => mutated(mutant, source)).toThrow(/no longer applies, mend it/);
  });
});
