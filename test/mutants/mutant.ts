/** What runs a killer: `unit` needs nothing, `int` and `e2e` need servers, `e2e` the built services too. */
export type Suite = 'unit' | 'int' | 'e2e';

/** A test that has to turn red. */
export interface Killer {
  /** Path of the spec, from the root of the checkout. */
  readonly file: string;
  /** A part of the test's full name (its `describe` and `it`, joined by a space). */
  readonly test: string;
}

/** One bug, planted on purpose: what is replaced by what, which promise that breaks, and who must notice. */
export interface Mutant {
  /** Unique, kebab-case; what `--only` is matched against. */
  readonly name: string;
  /** Path of the source, from the root of the checkout. */
  readonly file: string;
  /** The text that is replaced; it must stand in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** The promise that is broken, in words; numbers are the invariants of docs/reliability.md. */
  readonly breaks: string;
  /** Each of them must turn red. The first one is shown in the table. */
  readonly killers: readonly [Killer, ...Killer[]];
}

/** The suite a killer belongs to, by its file's name, as jest.config.mjs divides them. */
export function suiteOf({ file }: Killer): Suite {
  if (/^test\/.*\.(e2e|fault)\.spec\.ts$/.test(file)) return 'e2e';
  return file.endsWith('.int.spec.ts') ? 'int' : 'unit';
}

/** True when nothing but unit tests is needed to see the bug. */
export function isQuick({ killers }: Mutant): boolean {
  return killers.every((killer) => suiteOf(killer) === 'unit');
}

/** The source with the bug in it. @throws Error when the text does not stand there exactly once */
export function mutated({ name, file, from, to }: Mutant, source: string): string {
  const parts = source.split(from);
  if (parts.length !== 2)
    throw new Error(
      `${name}: its text stands ${parts.length - 1} times in ${file}; the mutation no longer applies, mend it`,
    );
  return parts.join(to);
}
