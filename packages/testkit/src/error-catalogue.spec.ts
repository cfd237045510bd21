import { describe, expect, it } from '@jest/globals';
import { productSources, repositoryTexts } from './repository-texts.js';

/** Thrown into undici to end an exchange; it becomes LOCKSTEP_LND_ANSWER_TOO_LARGE before anybody sees it. */
const INTERNAL = ['LOCKSTEP_ANSWER_TOO_LARGE'];
/** Variables of the environment, not codes. */
const VARIABLES = ['LOCKSTEP_TEST_STACK'];

interface Found {
  readonly code: string;
  readonly path: string;
  /** Where the code stands in an error's fields; null elsewhere. */
  readonly disposition: string | null;
}

/** `'LOCKSTEP_…'` wherever it stands, and what the bootstrap puts behind LOCKSTEP_BOOTSTRAP_. */
function codesInSources(): readonly Found[] {
  return productSources().flatMap(({ path, text }) => {
    const literal = [...text.matchAll(/'(LOCKSTEP_[A-Z0-9_]*[A-Z0-9])'/g)].map(({ 1: code = '', index }) => ({
      code,
      path,
      disposition: dispositionAfter(text, index),
    }));
    const bootstrap = [...text.matchAll(/new Explained\(\s*'([A-Z_]+)'/g)].map(({ 1: code = '' }) => ({
      code: `LOCKSTEP_BOOTSTRAP_${code}`,
      path,
      disposition: null,
    }));
    return [...literal, ...bootstrap];
  });
}

/** In an object literal `code: '…'` is followed by its disposition before the object ends. */
function dispositionAfter(text: string, index: number): string | null {
  if (!/code: $/.test(text.slice(0, index))) return null;
  const rest = text.slice(index, text.indexOf('}', index + 400));
  const fields = rest.split(/\n\s*\}\)?[;,]/)[0] ?? '';
  return /disposition: '(\w+)'/.exec(fields)?.[1] ?? null;
}

function catalogue(): ReadonlyMap<string, string> {
  const page = repositoryTexts((path) => path === 'docs/errors.md', 'docs')[0]!.text;
  const entries = page.split(/^### /m).slice(1);
  return new Map(entries.map((entry) => [entry.slice(0, entry.indexOf('\n')).trim(), entry]));
}

describe('the list of errors', () => {
  const found = codesInSources().filter(({ code }) => ![...INTERNAL, ...VARIABLES].includes(code));
  const entries = catalogue();

  it('has an entry for every code of the sources', () => {
    expect(new Set(found.map(({ code }) => code)).size).toBeGreaterThan(60);
    expect(found.filter(({ code }) => !entries.has(code))).toEqual([]);
  });

  it('has no entry for a code that no source has', () => {
    const known = new Set(found.map(({ code }) => code));
    expect([...entries.keys()].filter((code) => !known.has(code))).toEqual([]);
  });

  it('says of each what the system does and what a person does', () => {
    const incomplete = [...entries].filter(
      ([, entry]) => !/^- Disposition: .+\n- The system: .+\n- You: .+$/m.test(entry),
    );
    expect(incomplete.map(([code]) => code)).toEqual([]);
  });

  it('states the disposition the code has', () => {
    const stated = found.flatMap(({ code, disposition }) => (disposition === null ? [] : [{ code, disposition }]));
    expect(stated.length).toBeGreaterThan(30);
    expect(stated.filter(({ code, disposition }) => !entries.get(code)?.includes(`\`${disposition}\``))).toEqual([]);
  });
});
