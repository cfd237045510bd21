import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lock } from '../../process-lock.js';

const run = promisify(execFile);

/** Who a server runs as. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Where root keeps what another user must reach when the checkout lies in a directory closed to others. */
const openPlace = '/var/lib/lockstep';

/**
 * Postgres refuses to run as root. Then: the system's `postgres` user where there is one, else `nobody`, which every
 * Unix has, so that no user has to be made. `null`: this process is not root and Postgres runs as it.
 */
export async function databaseUser(): Promise<User | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all(
        ['-u', '-g'].map(async (which) => Number((await run('id', [which, name])).stdout)),
      );
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // No such user: try the next.
    }
  }
  return { uid: 65_534, gid: 65_534 };
}

/** The directories on the way to `path`, from the root down, without `path` itself. */
export function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [...ancestors(parent), parent];
}

async function isOpenToOthers(path: string): Promise<boolean> {
  for (const directory of ancestors(path)) {
    const mode = await stat(directory).then(
      ({ mode: found }) => found,
      () => 0o755,
    );
    if ((mode & 0o001) === 0) return false;
  }
  return true;
}

/**
 * A data directory that `user` may own: `wanted`, or, when a directory above it is closed to others (a clone under
 * `/root`, a private temporary directory), one under `/var/lib/lockstep` named after it, the same at every start.
 */
export async function dataDirectoryFor(user: User | null, wanted: string): Promise<string> {
  let directory = wanted;
  if (user !== null && !(await isOpenToOthers(wanted))) {
    const name = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
    directory = join(await makeOpenPlace(), `data-${name}`);
  }
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (user !== null) await giveTo(user, directory);
  return directory;
}

async function makeOpenPlace(): Promise<string> {
  await mkdir(openPlace, { recursive: true });
  await chmod(openPlace, 0o711);
  return openPlace;
}

/** All of it, because the user may have been another at an earlier start. */
async function giveTo(user: User, directory: string): Promise<void> {
  const { uid } = await stat(directory);
  if (uid === user.uid) return;
  const inside = await readdir(directory, { recursive: true });
  for (const path of inside) await chown(join(directory, path), user.uid, user.gid);
  await chown(directory, user.uid, user.gid);
}

/** Programs that `user` may run: `installed` itself, or a copy when it lies in a directory closed to others. */
export async function programsFor(user: User | null, installed: string, version: string): Promise<string> {
  if (user === null || (await isOpenToOthers(join(installed, 'bin/postgres')))) return installed;
  const copy = join(await makeOpenPlace(), `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const held = await lock(`${copy}.lock`, () => undefined);
  try {
    if (!existsSync(copy)) {
      const unfinished = `${copy}.unfinished`;
      await rm(unfinished, { recursive: true, force: true });
      await cp(installed, unfinished, { recursive: true, verbatimSymlinks: true });
      await rename(unfinished, copy);
    }
  } finally {
    held.release();
  }
  return copy;
}
