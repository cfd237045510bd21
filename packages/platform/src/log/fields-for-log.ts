import { errorForLog } from './error-for-log.js';
import type { LogFields } from './logger.js';

const LONGEST_TEXT = 2_000;
const MOST_ENTRIES = 50;
/** Written by the logger itself; a field of that name would stand in the line twice. */
const RESERVED = new Set(['time', 'level', 'service', 'message']);

/** What may stand in a log line, of whatever was given: an allow-list, so that a careless object shows its type and not its content. */
export function fieldsForLog(fields: LogFields): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    shown[RESERVED.has(field) ? `field_${field}` : field] =
      field === 'error' || value instanceof Error ? errorForLog(value) : valueForLog(value);
  }
  return shown;
}

function valueForLog(value: unknown): unknown {
  const scalar = scalarForLog(value);
  if (scalar !== undefined) return scalar;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value.slice(0, MOST_ENTRIES);
    return list.map((entry) => scalarForLog(entry) ?? kindOf(entry));
  }
  if (isPlain(value)) {
    const counts = Object.entries(value).slice(0, MOST_ENTRIES);
    if (counts.every(([, count]) => ['number', 'bigint', 'boolean'].includes(typeof count)))
      return Object.fromEntries(counts.map(([name, count]) => [textForLog(name), scalarForLog(count)]));
  }
  return kindOf(value);
}

function scalarForLog(value: unknown): string | number | boolean | null | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return textForLog(value);
  return undefined;
}

/**
 * JSON escapes the C0 controls by itself; these it leaves alone, and terminals and log viewers act on them (line
 * separators, C1 controls, direction overrides).
 */
export function textForLog(text: string): string {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return cut.replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function kindOf(value: unknown): string {
  return `[${value === null ? 'null' : typeof value === 'object' ? ((value.constructor as { name?: string } | undefined)?.name ?? 'object') : typeof value}]`;
}
