import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './runs/process-identity.js';

/** Held by one living process at a time; a holder that dies loses it. */
export interface ProcessLock {
  release(): void;
}

function holderOf(path: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return null;
  }
}

/** Takes the lock at `path`, or says which living process holds it. A link either makes the name or fails: never two holders. */
export function tryLock(path: string): ProcessLock | { readonly heldBy: number } {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const mine = JSON.stringify(identify(process.pid) ?? { pid: process.pid, startedAt: 'unknown' });
  writeFileSync(beside, mine);
  try {
    for (;;) {
      try {
        linkSync(beside, path);
        return {
          release: () => {
            if (JSON.stringify(holderOf(path)) === mine) rmSync(path, { force: true });
          },
        };
      } catch (failed) {
        if ((failed as NodeJS.ErrnoException).code !== 'EEXIST') throw failed;
      }
      const holder = holderOf(path);
      if (holder !== null && isAlive(holder)) return { heldBy: holder.pid };
      takeAway(path, holder);
    }
  } finally {
    rmSync(beside, { force: true });
  }
}

/** Removes the lock of a dead holder. Two may try at once: who finds that it took a living one's away puts it back. */
function takeAway(path: string, dead: ProcessIdentity | null): void {
  const aside = `${path}.${randomBytes(4).toString('hex')}.dead`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const taken = holderOf(aside);
  try {
    if (taken !== null && taken.pid !== dead?.pid && isAlive(taken)) linkSync(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Waits for the lock as long as it takes; `waiting` is called once, with the process that holds it. */
export async function lock(path: string, waiting: (heldBy: number) => void): Promise<ProcessLock> {
  for (let told = false; ; told = true) {
    const taken = tryLock(path);
    if ('release' in taken) return taken;
    if (!told) waiting(taken.heldBy);
    await delay(200);
  }
}
