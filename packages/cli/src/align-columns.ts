/** Rows with their columns aligned; cells must be printable. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, nth) => (widths[nth] = Math.max(widths[nth] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, nth) => (nth === row.length - 1 ? cell : cell.padEnd(widths[nth] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
