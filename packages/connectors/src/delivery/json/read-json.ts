import { isUtf8 } from 'node:buffer';
import type { JsonLimits } from './json-limits.js';
import type { JsonProblem } from './json-problem.js';
import { scanJson, type Span } from './scan-json.js';

export type JsonReading =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** As in `JsonScan`. */
      readonly items: readonly Span[] | null;
      readonly itemProblems: ReadonlyMap<number, JsonProblem>;
    }
  | { readonly ok: false; readonly problem: JsonProblem };

/** Bytes to a JSON value, within limits. The bytes that were signed are the bytes that are parsed. */
export function readJson(bytes: Buffer, limits: JsonLimits): JsonReading {
  if (!isUtf8(bytes)) return { ok: false, problem: { rule: 'utf8', path: '' } };
  const { problem, items, itemProblems } = scanJson(bytes, limits);
  if (problem !== null) return { ok: false, problem };
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')), items, itemProblems };
  } catch {
    // The parser's message quotes the text, and the text holds people.
    return { ok: false, problem: { rule: 'json', path: '' } };
  }
}
