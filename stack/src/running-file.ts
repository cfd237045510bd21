import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lockstepDir } from './checkout.js';
import type { Product, ServerAddresses } from './product/product.js';
import { identify, isAlive, type ProcessIdentity } from './runs/process-identity.js';

/** What `up` or `start` runs in this checkout, for the CLI. */
export interface Running extends ServerAddresses {
  readonly topicPrefix: string;
  readonly urls: Product['urls'];
  /** Settings the CLI needs beyond the servers, e.g. `LND_BASE_URL`; secrets as `<NAME>_FILE` only. */
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly startedAt: string;
}

/** `.lockstep/running.json` of this checkout. */
export const runningFile: string = join(lockstepDir, 'running.json');

/** Says what runs here; readable by its owner only, because of the database's password. Returns how to take it back. */
export function announceRunning(running: Omit<Running, 'pid' | 'startedAt'>, file: string = runningFile): () => void {
  const own: ProcessIdentity = identify(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, `${JSON.stringify({ ...running, ...own }, null, 2)}\n`, { mode: 0o600 });
  renameSync(beside, file);
  return () => {
    // A second launcher, on other servers, may have said something newer.
    if (read(file)?.pid === own.pid) rmSync(file, { force: true });
  };
}

function read(file: string): Running | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running;
  } catch {
    return null;
  }
}

/** What runs in this checkout; `null` when nothing does, also when a launcher died without saying so. */
export function findRunning(file: string = runningFile): Running | null {
  const running = read(file);
  return running !== null && isAlive(running) ? running : null;
}
