import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bad, good, type Parsed, type SettingParser } from './parsed.js';

/** An existing file; the value is its absolute path. */
export const existingFile: SettingParser<string> = {
  form: 'path of a file; a relative one is looked up in the working directory, then in the directories above it',
  parse: (given) => found(given),
};

/**
 * Upwards, because the launcher, a container and somebody in a package's directory have different working
 * directories and mean the same file of the checkout.
 */
function found(given: string): Parsed<string> {
  let from = process.cwd();
  for (;;) {
    const candidate = resolve(from, given);
    const stat = statSync(candidate, { throwIfNoEntry: false });
    if (stat?.isFile() === true) return good(candidate);
    const above = dirname(from);
    if (above === from) return bad('names no file that exists');
    from = above;
  }
}
