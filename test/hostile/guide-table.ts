import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A row of a table of docs/guides/hostile-input.md. */
export interface ClassRow {
  readonly name: string;
  readonly cases: number;
  /** Statuses or codes in code marks in its last column. */
  readonly answers: readonly string[];
}

/** The first table below a heading: class, what it is, number of cases, answers in code marks. */
export function classTable(file: string, heading: string): ClassRow[] {
  const text = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => {
    const cells = row.split('|').map((cell) => cell.trim());
    const answers = [...cells[4]!.matchAll(/`([^`]+)`/g)].map(([, answer]) => answer!);
    return { name: cells[1]!, cases: Number(cells[3]), answers };
  });
}
