import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Where the SQL files are, from `src` and from `dist` alike. */
export const MIGRATIONS_DIR = fileURLToPath(new URL('../migrations', import.meta.url));

/** The schema everything of the product is in; one deployment has one database. */
export const SCHEMA = 'lockstep';
export const MIGRATIONS_TABLE = 'migrations';

/** Names of the migrations the code was written for, oldest first. */
export async function migrationNames(dir: string = MIGRATIONS_DIR): Promise<readonly string[]> {
  const files = await readdir(dir);
  return files
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}
