import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** One JSON value a line; a sandbox that is started again goes on from what it did before. */
export interface AppendLog<T> {
  /** What earlier lives have written. */
  readonly earlier: readonly T[];
  append(entry: T): void;
  /** Forgets everything. */
  clear(): void;
  close(): void;
}

/** Null `file`: nothing is kept. */
export function openAppendLog<T>(file: string | null): AppendLog<T> {
  if (file === null) return { earlier: [], append: () => undefined, clear: () => undefined, close: () => undefined };
  mkdirSync(dirname(file), { recursive: true });
  const earlier = existsSync(file) ? readLines<T>(readFileSync(file, 'utf8')) : [];
  const handle = openSync(file, 'a');
  return {
    earlier,
    // Synchronous: what has been answered must be there after a kill -9, as a real platform's database would have it.
    append: (entry) => void writeSync(handle, `${JSON.stringify(entry)}\n`),
    clear: () => ftruncateSync(handle),
    close: () => closeSync(handle),
  };
}

function readLines<T>(text: string): T[] {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1); // a last line cut by a crash was never answered
  return complete.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}
