import { describe, expect, it } from '@jest/globals';
import { parseOptions } from './options.js';
import { ROWS } from './rows/all-rows.js';

const chosen = (...args: string[]) =>
  parseOptions(args, ROWS).rows.map(({ id, entries }) => [id, entries.map(({ contender }) => contender)]);

describe('what is measured', () => {
  it('is every row with all its contenders by default, three times', () => {
    expect(chosen()).toHaveLength(ROWS.length);
    expect(parseOptions([], ROWS)).toMatchObject({ repeat: 3, quick: false, json: false, writeDocs: false });
  });

  it('is one row and one contender where asked for', () => {
    expect(chosen('--only', 'upserts-0ms', '--contender', 'ours')).toEqual([['upserts-0ms', ['ours']]]);
  });

  it('is every row of a contender that --only names', () => {
    expect(chosen('--only', 'spring-12').map(([id]) => id)).toEqual(['upserts-20ms', 'latency-500', 'failures']);
  });

  it('has ours on the topics of its peers only where that is asked for', () => {
    expect(chosen().flat(2)).not.toContain('ours-as-peer');
    expect(chosen('--contender', 'ours-as-peer')).toContainEqual(['upserts-0ms', ['ours-as-peer']]);
  });

  it('names what there is when asked for something else', () => {
    expect(() => parseOptions(['--only', 'upsert-0ms'], ROWS)).toThrow(/no upsert-0ms\. Rows: upserts-0ms/);
    expect(() => parseOptions(['--contender', 'celery'], ROWS)).toThrow(/no celery\. .*Contenders: ours/);
    expect(() => parseOptions(['--repeat', '0'], ROWS)).toThrow(/--repeat wants a number from 1/);
    expect(() => parseOptions(['--slow'], ROWS)).toThrow(/--slow/);
  });

  it('is the whole table or it is not written into the documents', () => {
    expect(parseOptions(['--write-docs'], ROWS).writeDocs).toBe(true);
    for (const part of [['--only', 'idle'], ['--contender', 'ours'], ['--quick']])
      expect(() => parseOptions(['--write-docs', ...part], ROWS)).toThrow(/whole table/);
  });

  it('is measured once when quick, whatever the repeats', () => {
    expect(parseOptions(['--quick', '--repeat', '5'], ROWS).repeat).toBe(1);
  });
});

describe('every row', () => {
  it('has ours first, and each contender once', () => {
    for (const { id, entries } of ROWS) {
      const names = entries.map(({ contender }) => contender);
      expect([id, names[0]]).toEqual([id, 'ours']);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
