import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newTestDatabase, type TestDatabase } from '@lockstep/testkit';
import fc from 'fast-check';
import { plainArray, textArray } from './array-literal.js';
import { createPool, type DatabasePool } from './pool.js';

let database: TestDatabase;
let pool: DatabasePool;
beforeAll(async () => {
  database = await newTestDatabase({ migrated: false });
  pool = createPool({ databaseUrl: database.url, applicationName: 'test' });
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

async function readBack(type: string, literal: string): Promise<unknown> {
  const [row] = await pool.query<{ read: string }>({
    text: `SELECT to_json($1::${type}[])::text AS read`,
    values: [literal],
  });
  return JSON.parse(row!.read);
}

describe('an array in Postgres’ own words', () => {
  it('is read as the texts it was made of, whatever they hold', async () => {
    // Postgres has no NUL and no half of a surrogate pair.
    const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', '"\\{},NULL'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text)), async (values) => {
        expect(await readBack('text', textArray(values))).toEqual(values);
      }),
      { numRuns: 200, examples: [[['NULL', 'null', '', ' ', '"', '\\', '{', ',', null]]] },
    );
  });

  it('is read as the numbers and truths it was made of', async () => {
    expect(await readBack('text', plainArray([1, -2, null, 9_223_372_036_854_775_807n]))).toEqual([
      '1',
      '-2',
      null,
      '9223372036854775807',
    ]);
    expect(await readBack('bigint', plainArray([]))).toEqual([]);
    expect(await readBack('boolean', plainArray([true, false, null]))).toEqual([true, false, null]);
  });
});
