import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `bench/` of this checkout, whether run built (`bench/dist`) or as source (`bench/src`). */
export const benchDir: string = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Where everything is built, logged and measured; ignored by git. */
export const workDir: string = join(benchDir, '../.lockstep/bench');

/** The contract ours runs with: the product's and two fields to measure by. */
export const contractFile: string = join(benchDir, 'contract/employee.yaml');
