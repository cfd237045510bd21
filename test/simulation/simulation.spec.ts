import { describe, expect, it } from '@jest/globals';
import { FAULT_NAMES } from './faults.js';
import { runSeed } from './run-seed.js';
import { shorten } from './shorten.js';

const BLOCK = 250;
const seedsFrom = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

describe('a simulated world', () => {
  // 2,000 in all; `npm run simulate` has no limit.
  it.each(seedsFrom(0, 8).map((block) => block * BLOCK + 1))(
    'keeps every promise from seed %i on, for 250 seeds',
    async (first) => {
      const failed = [];
      for (const seed of seedsFrom(first, BLOCK)) {
        const result = await runSeed({ seed });
        if (result.problems.length > 0) failed.push(result);
      }
      // The story, so that whoever sees it fail need not search.
      const told = failed[0] === undefined ? [] : (await shorten(failed[0])).story;
      expect({ failed: failed.map(({ seed, problems }) => ({ seed, problems })), told }).toEqual({
        failed: [],
        told: [],
      });
    },
  );

  it('is the same from the same seed, to the line, and another from another', async () => {
    const hashes = [];
    for (const seed of seedsFrom(1, 30)) {
      const [first, second] = [await runSeed({ seed, isTold: true }), await runSeed({ seed, isTold: true })];
      expect(second.story).toEqual(first.story);
      expect(second.hash).toBe(first.hash);
      hashes.push(first.hash);
    }
    expect(new Set(hashes).size).toBe(30);
  });

  it('has every fault in it, and every end an event can have in live mode', async () => {
    const faults = new Set<string>();
    const outcomes = new Set<string>();
    for (const seed of seedsFrom(1, 150)) {
      const { atoms, proof, didDisturb } = await runSeed({ seed });
      for (const atom of atoms) faults.add(atom.split(' at ')[0]!);
      for (const kind of didDisturb) faults.add(kind);
      for (const [outcome, events] of Object.entries(proof.outcomes)) if (events > 0) outcomes.add(outcome);
      if (proof.rejected > 0) outcomes.add('rejected');
    }
    const disturbances = ['clock', 'crash', 'freeze', 'leave', 'poison', 'rebalance', 'rewind'];
    expect([...FAULT_NAMES, ...disturbances].filter((name) => !faults.has(name))).toEqual([]);
    expect([...outcomes].sort()).toEqual(
      ['applied', 'dead_lettered', 'out_of_scope', 'rejected', 'superseded', 'unchanged'].sort(),
    );
  });

  it('shortens a failure to what it takes, and keeps to the failure it was given', async () => {
    const atoms = Array.from({ length: 40 }, (_, index) => `step:${index}`);
    const run: typeof runSeed = async ({ seed, without = new Set<string>() }) => {
      const left = atoms.filter((atom) => !without.has(atom));
      const has = (...wanted: number[]) => wanted.every((index) => left.includes(`step:${index}`));
      const problems = [
        ...(has(3, 17, 31) ? ['stale write: E1@1.0 after E1@2.0'] : []),
        ...(has(5) ? ['another'] : []),
      ];
      return { ...(await runSeed({ seed })), problems, atoms: left };
    };
    const failed = await run({ seed: 1 });
    expect((await shorten(failed, run)).atoms).toEqual(['step:3', 'step:17', 'step:31']);
  });
});
