import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this file stands in. */
export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

const NOT_OURS = new Set(['node_modules', 'dist', '.lockstep', '.git']);

/** One text of the repository. */
export interface RepositoryText {
  /** From the checkout's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every text under `under` whose path `isWanted`, in the order of the paths. Default: the whole checkout. */
export function repositoryTexts(isWanted: (path: string) => boolean, under = ''): readonly RepositoryText[] {
  const found: RepositoryText[] = [];
  const walk = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const place = join(directory, entry.name);
      if (entry.isDirectory()) {
        if (!NOT_OURS.has(entry.name)) walk(place);
        continue;
      }
      const path = relative(REPOSITORY, place).replaceAll('\\', '/');
      if (isWanted(path)) found.push({ path, text: readFileSync(place, 'utf8') });
    }
  };
  walk(join(REPOSITORY, under));
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Sources of the product: no tests, no test harness, nothing built. */
export function productSources(): readonly RepositoryText[] {
  const isSource = (path: string): boolean =>
    /^(packages|services|sandboxes|stack)\//.test(path) &&
    /\.(ts|mjs)$/.test(path) &&
    !/\.spec\.ts$|\/(test|bench)\/|^packages\/testkit\//.test(path);
  return repositoryTexts(isSource);
}
