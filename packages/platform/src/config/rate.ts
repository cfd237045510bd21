import { bad, good, type SettingParser } from './parsed.js';

/** `tokens` may be spent per `perMs` milliseconds. */
export interface Rate {
  readonly tokens: number;
  readonly perMs: number;
}

const PER_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `50/s`, `300/m`, `5000/h`; `none` is no limit (null). */
export const rate: SettingParser<Rate | null> = {
  form: 'rate: 50/s, 300/m, 5000/h, or none',
  parse(text) {
    if (text === 'none') return good(null);
    const match = /^(\d{1,9})\/(s|m|h)$/.exec(text);
    const perMs = match === null ? undefined : PER_MS[match[2] ?? ''];
    if (match === null || perMs === undefined) return bad('is not a rate');
    const tokens = Number(match[1]);
    return tokens === 0 ? bad('allows nothing at all; to stop sending use SYNC_MODE=shadow') : good({ tokens, perMs });
  },
};
