import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout this file runs from, whether built (`stack/dist`) or as source (`stack/src`). */
export const checkoutRoot: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Everything a run leaves on disk is under here; ignored by git. */
export const lockstepDir: string = join(checkoutRoot, '.lockstep');
