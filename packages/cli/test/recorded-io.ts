import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunningServices } from '../src/cli-io.js';
import { runCli } from '../src/run-cli.js';

const plain = (text: string): string => text;

/** What a command line printed and how it ended. */
export interface Recorded {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** Where a command line runs. */
export interface Surroundings {
  /** Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly running?: RunningServices;
  /** Default: 2026-11-25T09:00Z. */
  readonly now?: () => number;
}

/** Runs a command line as `lockstep` would, without a process; settings come from `env` alone. */
export async function lockstep(
  args: readonly string[],
  { env = {}, stdin = '', running, now = () => Date.UTC(2026, 10, 25, 9) }: Surroundings = {},
): Promise<Recorded> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    colors: { bold: plain, dim: plain, green: plain, red: plain, yellow: plain },
    readStdin: () => Promise.resolve(stdin),
    now,
    env,
    operator: 'olga',
    ...(running === undefined ? {} : { running }),
  });
  return { code, out, err };
}

/** A directory of its own with the committed contract in it, changed by `edit`. */
export function directoryWithContract(edit: (text: string) => string = plain): string {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-cli-'));
  writeFileSync(join(directory, 'employee.yaml'), edit(committedContract()));
  return directory;
}

/** Text of the committed contract. */
export function committedContract(): string {
  return readFileSync(fileURLToPath(new URL('../../../contracts/employee.yaml', import.meta.url)), 'utf8');
}
