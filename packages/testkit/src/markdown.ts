/** A link of a Markdown text to another place of the repository. */
export interface MarkdownLink {
  /** Path as written, without its fragment; empty for a place on the same page. */
  readonly path: string;
  /** Without `#`; null where there is none. */
  readonly fragment: string | null;
}

const FENCE = /^ *(```|~~~).*?^ *\1/gms;
const SPAN = /(`+)([^`]|[^`].*?[^`])\1(?!`)/gs;

/** Relative links; what is in code is none. */
export function linksOf(markdown: string): readonly MarkdownLink[] {
  const prose = markdown.replace(FENCE, '').replace(SPAN, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', fragment = null] = target.split('#');
      return { path, fragment };
    });
}

/** The fragments of a page's headings, as GitHub makes them. */
export function fragmentsOf(markdown: string): ReadonlySet<string> {
  const prose = markdown.replace(FENCE, '');
  const headings = [...prose.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
  return new Set(headings);
}

/** Everything in code: blocks line by line (continued lines joined), and spans. */
export function codeOf(markdown: string): readonly string[] {
  const blocks = [...markdown.matchAll(FENCE)].flatMap(([block]) =>
    block.replace(/\\\n/g, ' ').split('\n').slice(1, -1),
  );
  const spans = [...markdown.replace(FENCE, '').matchAll(SPAN)].map(([, , code = '']) => code.replace(/\s+/g, ' '));
  return [...blocks, ...spans].map((line) => line.trim());
}

/** Proofs: a link to a test file followed by the names it has, “one”, “another”. */
export function namedTestsOf(markdown: string): readonly { readonly file: string; readonly name: string }[] {
  const proofs = [...markdown.matchAll(/\]\(([^)\s]+\.spec\.ts)\)((?:,? “[^”]+”)+)/g)];
  return proofs.flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/“([^”]+)”/g)].map(([, name = '']) => ({ file, name })),
  );
}
