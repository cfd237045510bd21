/**
 * Lets Node run the sources under test/ as they are: they import each other as `./x.js`, as compiled code would, and the
 * file is `./x.ts`.
 */
import { registerHooks } from 'node:module';

const here = new URL('..', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = specifier.startsWith('.') && context.parentURL?.startsWith(here) === true;
    return next(isOurs ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
