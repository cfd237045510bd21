import type { Environment } from '@lockstep/platform';

/** Where a command's words go, so that a test can read them. Results on `out`, everything else on `err`. */
export interface CliIo {
  /** Writes one line of the result. */
  out(line: string): void;
  /** Writes one line of progress, advice or complaint. */
  err(line: string): void;
  /** Colours for `out`; plain when it is no terminal, or NO_COLOR is set. */
  readonly colors: Colors;
  /** Reads all of standard input. */
  readStdin(): Promise<string>;
  /** Epoch milliseconds. */
  now(): number;
  /** Settings; undefined: the process's environment. */
  readonly env?: Environment;
  /** What runs in the same checkout; undefined: nothing. */
  readonly running?: RunningServices;
  /** Who works at the command line. */
  readonly operator: string;
}

/** What `npm start` or `npm run up` runs in the same checkout. */
export interface RunningServices {
  /** Service → base URL. */
  readonly urls: Readonly<Record<string, string>>;
  /** Names of the settings that come from there. */
  readonly settings: readonly string[];
}

export type Colors = Readonly<Record<'bold' | 'dim' | 'green' | 'red' | 'yellow', (text: string) => string>>;

/** Version of the objects `--json` prints; they may grow under the same number, not change. */
const SCHEMA_VERSION = 1;

/** One object of `--json` output: one line. */
export function jsonLine(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...value });
}

/** Prints a result: the object as one line with `--json`, else the lines for people. */
export function printResult(
  io: CliIo,
  json: boolean,
  value: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): void {
  if (json) io.out(jsonLine(value));
  else for (const line of lines) io.out(line);
}
