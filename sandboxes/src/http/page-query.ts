/** How much of a list is asked for. */
export interface PageQuery {
  /** The last key of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

const LARGEST_PAGE = 1_000;

/** Reads `?cursor=&limit=`; null when either is nonsense. A cursor is opaque outside: base64url of the last key. */
export function readPageQuery(query: URLSearchParams, defaultLimit = 100): PageQuery | null {
  const limit = Number(query.get('limit') ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1) return null;
  const cursor = query.get('cursor');
  const after = cursor === null || cursor === '' ? null : Buffer.from(cursor, 'base64url').toString('utf8');
  if (after === '') return null;
  return { after, limit: Math.min(limit, LARGEST_PAGE) };
}

/** One page of what is sorted by its key, and the cursor of the next. */
export function pageOf<T>(
  sorted: readonly T[],
  keyOf: (item: T) => string,
  query: PageQuery,
): { readonly items: readonly T[]; readonly next: string | null } {
  const { after, limit } = query;
  const start = after === null ? 0 : firstAfter(sorted, keyOf, after);
  const items = sorted.slice(start, start + limit);
  const last = items.at(-1);
  const more = start + limit < sorted.length && last !== undefined;
  return { items, next: more ? Buffer.from(keyOf(last)).toString('base64url') : null };
}

function firstAfter<T>(sorted: readonly T[], keyOf: (item: T) => string, key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = sorted[middle];
    if (item !== undefined && keyOf(item) <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}
