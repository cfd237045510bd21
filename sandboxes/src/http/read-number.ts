/** A whole number of a query, or what stands for it when it is missing; null when it is no such number. */
export function readNumber(query: URLSearchParams, name: string, missing: number): number | null {
  const text = query.get(name);
  if (text === null || text === '') return missing;
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
