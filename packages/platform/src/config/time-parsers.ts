import { bad, good, type SettingParser } from './parsed.js';

/** A time of day on a 24-hour clock, as written. */
export const timeOfDay: SettingParser<string> = {
  form: 'HH:MM, 24 hours',
  parse: (given) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(given) ? good(given) : bad('is not a time of day')),
};

/** An IANA zone known to this runtime. An offset is no zone: it knows no daylight saving. */
export const timeZone: SettingParser<string> = {
  form: 'IANA time zone, such as Europe/Berlin',
  parse(given) {
    if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(given)) return bad('is not an IANA time zone');
    try {
      new Intl.DateTimeFormat('en', { timeZone: given });
      return good(given);
    } catch {
      return bad('is not an IANA time zone known here');
    }
  },
};
