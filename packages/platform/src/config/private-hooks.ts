import { isIP } from 'node:net';
import { bad, good, type SettingParser } from './parsed.js';

/** Which addresses that are not public an outgoing hook may reach: all (`true`), none (`false`), or those listed. */
export type PrivateHooks = boolean | readonly string[];

/** `true`, `false`, or addresses and ranges such as `127.0.0.1,10.1.0.0/16`. */
export const privateHooks: SettingParser<PrivateHooks> = {
  form: 'true, false, or a list of addresses and ranges such as 127.0.0.1,10.1.0.0/16',
  parse(given) {
    if (given === 'true' || given === 'false') return good(given === 'true');
    const entries = given.split(',').map((entry) => entry.trim());
    const wrong = entries.findIndex((entry) => !isAddressOrRange(entry));
    return wrong === -1 ? good(entries) : bad(`entry ${wrong + 1} is neither an address nor a range`);
  },
};

function isAddressOrRange(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}
