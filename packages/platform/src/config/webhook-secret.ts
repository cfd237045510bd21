import { bad, good, type SettingParser } from './parsed.js';

/**
 * One webhook secret: `whsec_` + base64 of 24 to 64 bytes (Standard Webhooks 1.0.0), or for adapters whose HRIS hands
 * out plain text keys, at least 16 characters.
 */
export const webhookSecret: SettingParser<string> = {
  form: 'whsec_<base64 of 24 to 64 bytes>',
  parse(given) {
    if (/\s/.test(given)) return bad('contains a blank');
    if (!given.startsWith('whsec_'))
      return given.length >= 16 ? good(given) : bad('is neither whsec_<base64> nor 16 characters long');
    const encoded = given.slice('whsec_'.length);
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return bad('is not base64 after whsec_');
    const bytes = Buffer.from(encoded, 'base64').length;
    return bytes < 24 || bytes > 64 ? bad(`has ${bytes} bytes after whsec_; allowed: 24 to 64`) : good(given);
  },
};
