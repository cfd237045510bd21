/**
 * Arrays as Postgres reads them from text. pg makes them too, element by element through its general conversion, at
 * several times the cost; ten of them go with every batch of the ledger.
 */
export function textArray(values: readonly (string | null)[]): string {
  let literal = '';
  for (const value of values) literal += value === null ? ',NULL' : `,"${escaped(value)}"`;
  return `{${literal.slice(1)}}`;
}

/** Of integers and booleans: nothing in them needs quotes. */
export function plainArray(values: readonly (number | bigint | boolean | null)[]): string {
  let literal = '';
  for (const value of values) literal += value === null ? ',NULL' : `,${value}`;
  return `{${literal.slice(1)}}`;
}

function escaped(value: string): string {
  return /["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value;
}
