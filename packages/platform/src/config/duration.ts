import { bad, good, type Parsed, type SettingParser } from './parsed.js';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const LONGEST_MS = 365 * 24 * 3_600_000;

/** `500ms`, `5s`, `1m`, `2h` → milliseconds. A number without its unit is refused: whoever wrote it meant one of four things. */
export function parseDuration(text: string): Parsed<number> {
  const match = /^(\d{1,12})(ms|s|m|h)$/.exec(text);
  const unit = match === null ? undefined : UNITS[match[2] ?? ''];
  if (match === null || unit === undefined) return bad('is not a duration');
  const ms = Number(match[1]) * unit;
  return ms > LONGEST_MS ? bad('is longer than a year') : good(ms);
}

export const duration: SettingParser<number> = { form: 'duration: 500ms, 5s, 1m, 2h', parse: parseDuration };

/** A duration of at least `leastMs`. */
export function durationFrom(leastMs: number): SettingParser<number> {
  return {
    form: `${duration.form}, at least ${leastMs}ms`,
    parse(text) {
      const parsed = parseDuration(text);
      return parsed.ok && parsed.value < leastMs ? bad(`is shorter than ${leastMs}ms`) : parsed;
    },
  };
}
