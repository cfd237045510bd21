import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/**
 * SHA-256, hex, over the canonical JSON (RFC 8785) of the file's content without `approvals`. Comments, layout and
 * quoting do not enter; every value, and the order of lists, does. Anyone can recompute it from the file alone.
 */
export function contentHashOf(content: Readonly<Record<string, unknown>>): string {
  const signed = Object.fromEntries(Object.entries(content).filter(([key]) => key !== 'approvals'));
  return createHash('sha256').update(canonicalJson(signed), 'utf8').digest('hex');
}
