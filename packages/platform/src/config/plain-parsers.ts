import { bad, good, type Parsed, type SettingParser } from './parsed.js';

/** Any text without control characters. */
export const text: SettingParser<string> = {
  form: 'text',
  parse: (given) => (hasControlCharacter(given) ? bad('contains a control character') : good(given)),
};

/** A secret's text: no blank inside, because a blank is a copying mistake. */
export const secretText: SettingParser<string> = {
  form: 'text without blanks',
  parse: (given) =>
    /\s/.test(given) || hasControlCharacter(given) ? bad('contains a blank or a control character') : good(given),
};

/** Several lines of PEM text. */
export const pem: SettingParser<string> = {
  form: 'PEM text',
  parse: (given) => (given.includes('-----BEGIN ') ? good(given) : bad('is not PEM text')),
};

export const flag: SettingParser<boolean> = {
  form: 'true or false',
  parse: (given) =>
    given === 'true' ? good(true) : given === 'false' ? good(false) : bad('is neither true nor false'),
};

export function integer(least: number, most: number): SettingParser<number> {
  return {
    form: `whole number from ${least} to ${most}`,
    parse(given) {
      const value = Number(given);
      if (!/^\d{1,15}$/.test(given)) return bad('is not a whole number');
      return value < least || value > most ? bad(`is not between ${least} and ${most}`) : good(value);
    },
  };
}

export function oneOf<const T extends string>(...known: readonly T[]): SettingParser<T> {
  return {
    form: known.join(' or '),
    parse(given) {
      const found = known.find((name) => name === given);
      return found === undefined ? bad(`is none of ${known.join(', ')}`) : good(found);
    },
  };
}

/** Comma-separated; blanks around an entry are dropped; an empty entry is a mistake. */
export function listOf<T>(entry: SettingParser<T>, least = 1, most = 100): SettingParser<readonly T[]> {
  return {
    form: `list with commas; each: ${entry.form}`,
    parse(given) {
      const parts = given.split(',').map((part) => part.trim());
      if (parts.length < least || parts.length > most)
        return bad(`has ${parts.length} entries; allowed: ${least} to ${most}`);
      const values: T[] = [];
      for (const [index, part] of parts.entries()) {
        const parsed: Parsed<T> = part === '' ? bad('is empty') : entry.parse(part);
        if (!parsed.ok) return bad(`entry ${index + 1} ${parsed.problem}`);
        values.push(parsed.value);
      }
      return good(values);
    },
  };
}

export function hasControlCharacter(given: string): boolean {
  // eslint-disable-next-line no-control-regex -- finding them is the purpose
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(given);
}
