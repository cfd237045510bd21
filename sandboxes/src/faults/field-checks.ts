/** What is wrong with a value; null when nothing is. */
export type Check = (value: unknown) => string | null;

export const number: Check = (value) => (typeof value === 'number' && value >= 0 ? null : 'is not a number from 0');
export const count: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 0 ? null : 'is not a whole number from 0';
export const share: Check = (value) =>
  typeof value === 'number' && value >= 0 && value <= 1 ? null : 'is not between 0 and 1';
export const text: Check = (value) => (typeof value === 'string' ? null : 'is not text');
export const flag: Check = (value) => (typeof value === 'boolean' ? null : 'is neither true nor false');
export const status: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599 ? null : 'is no HTTP status from 200 to 599';
export const texts: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? null : 'is not a list of texts';
export const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(String(value)) ? null : `is none of ${words.join(', ')}`;

/** Fields and their checks; `!` at a name's end marks those that must be there. */
export type FieldChecks = Readonly<Record<string, Check>>;

/** The fields of a match that every fault has. */
export const MATCH: FieldChecks = { employeeIds: texts, share, after: count, times: count, untilMs: number };

/** The first mistake; null when there is none. */
export function problemIn(
  given: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Check>>,
): string | null {
  for (const name of Object.keys(fields)) {
    if (name.endsWith('!') && given[name.slice(0, -1)] === undefined) return `${name.slice(0, -1)} is missing`;
  }
  for (const [name, value] of Object.entries(given)) {
    const check = fields[name] ?? fields[`${name}!`];
    if (check === undefined) return `there is no field ${JSON.stringify(name)} in it`;
    const problem = check(value);
    if (problem !== null) return `${name} ${problem}`;
  }
  return null;
}
