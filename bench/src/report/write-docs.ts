import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchDir } from '../places.js';

const PAGE = join(benchDir, '../docs/performance.md');
const BEGIN = '<!-- npm run bench -- --write-docs: from here -->';
const END = '<!-- to here -->';

/** Puts the report between its marks in docs/performance.md. @throws Error when the page has no marks */
export function writeDocs(report: string, file: string = PAGE): void {
  writeFileSync(file, replaceBetweenMarks(readFileSync(file, 'utf8'), report));
}

/** The page with the report in the place of the last one. */
export function replaceBetweenMarks(page: string, report: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`docs/performance.md has no "${BEGIN}" … "${END}" to write between`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${report}\n\n${page.slice(end)}`;
}
