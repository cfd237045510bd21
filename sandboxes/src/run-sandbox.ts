import { asObject, parseJson } from './http/read-body.js';
import type { RunningSandbox } from './running-sandbox.js';

/** Everything a sandbox of this kind can be told by its argument. */
export type Known<T> = Readonly<Record<keyof T, true>>;

/**
 * The life of a sandbox as a process: starts it, prints one line `{"url":…}` when it listens, stops it on SIGTERM or
 * SIGINT and exits 0; a start that fails says why and exits 1.
 * @param start is given the JSON object of the first command line argument, `{}` without one
 */
export async function runSandbox<T extends object>(
  known: Known<T>,
  start: (given: T) => Promise<RunningSandbox>,
): Promise<void> {
  try {
    const argument = process.argv[2];
    const given = argument === undefined ? {} : asObject(parseJson(argument));
    if (given === null) throw new Error(`the argument is no JSON object; such as: '{"employees":200}'`);
    const stranger = Object.keys(given).find((name) => !Object.hasOwn(known, name));
    if (stranger !== undefined) throw new Error(`unknown ${stranger}; known: ${Object.keys(known).join(', ')}`);
    const sandbox = await start(given as T);
    const stop = (): void => void sandbox.stop().then(() => process.exit(0));
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    process.stdout.write(`${JSON.stringify({ url: sandbox.url })}\n`);
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(1);
  }
}
