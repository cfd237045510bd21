import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import type { Mutant } from './mutant.js';
import { mutated } from './mutant.js';

const LEFT_OUT = new Set(['node_modules', '.git', '.lockstep']);

/** A copy of the checkout in which a bug may be planted; the checkout itself is only read. */
export class PrivateCopy {
  private constructor(readonly root: string) {}

  static async make(checkout: string): Promise<PrivateCopy> {
    const root = await mkdtemp(join(tmpdir(), 'lockstep-mutants-'));
    await cp(checkout, root, {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => path === checkout || !LEFT_OUT.has(basename(path)),
    });
    await linkModules(checkout, root);
    return new PrivateCopy(root);
  }

  /** Runs `work` with the bug in place, and takes it out again. */
  async withBug<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
    const path = join(this.root, mutant.file);
    const sound = await readFile(path, 'utf8');
    await writeFile(path, mutated(mutant, sound));
    try {
      return await work();
    } finally {
      await writeFile(path, sound);
    }
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Everything installed is linked, but our own packages are linked to the copy's, or the services would run sound code. */
async function linkModules(checkout: string, root: string): Promise<void> {
  const [from, to] = [join(checkout, 'node_modules'), join(root, 'node_modules')];
  await mkdir(join(to, '@lockstep'), { recursive: true });
  for (const name of await readdir(from)) if (name !== '@lockstep') await symlink(join(from, name), join(to, name));
  for (const part of ['packages', 'services'])
    for (const name of await readdir(join(root, part))) await linkOwn(root, join(root, part, name), name);
  for (const name of ['sandboxes', 'stack', 'bench']) await linkOwn(root, join(root, name), name);
}

async function linkOwn(root: string, target: string, name: string): Promise<void> {
  const scope = join(root, 'node_modules/@lockstep');
  await symlink(relative(scope, target), join(scope, name));
}
