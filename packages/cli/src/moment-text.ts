/** Epoch milliseconds as `2026-11-25 09:00:00Z`. */
export function momentText(at: number): string {
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15
    ? new Date(at)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, 'Z')
    : 'an unknown time';
}
