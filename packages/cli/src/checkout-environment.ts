import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { withSettingsBelow, type Environment } from '@lockstep/platform';
import { CHECKOUT, type RunningCheckout } from './running-checkout.js';

/** Files every command may need, with their place in the checkout: found from any directory. */
const FILES = { TOPICS_FILE: 'ops/topics.yaml', CONTRACT_FILE: 'contracts/employee.yaml' };

/** The settings a command works by. */
export interface CheckoutEnvironment {
  readonly env: Environment;
  /** Names that come from what runs in the checkout. */
  readonly fromRunning: readonly string[];
}

/**
 * The environment wins; below it stands what runs in the same checkout, below that the checkout's own files.
 * @param env Default: the process's environment.
 */
export function checkoutEnvironment(running: RunningCheckout | null, env?: Environment): CheckoutEnvironment {
  // The launcher was started in the checkout, and the command may not have been.
  const settings = Object.fromEntries(
    Object.entries(running?.settings ?? {}).map(([name, value]) => [
      name,
      name.endsWith('_FILE') && !isAbsolute(value) ? fromHere(value) : value,
    ]),
  );
  const files: Record<string, string> = Object.fromEntries(
    Object.entries(FILES)
      .filter(([, file]) => existsSync(join(CHECKOUT, file)))
      .map(([name, file]) => [name, fromHere(file)]),
  );
  const own = withSettingsBelow({}, env);
  const merged = withSettingsBelow({ ...files, ...settings }, env);
  return { env: merged, fromRunning: Object.keys(settings).filter((name) => merged[name] !== own[name]) };
}

function fromHere(file: string): string {
  const absolute = join(CHECKOUT, file);
  const short = relative(process.cwd(), absolute);
  return short.startsWith('..') ? absolute : short;
}
