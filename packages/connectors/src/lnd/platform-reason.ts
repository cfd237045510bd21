import { maskValues } from '@lockstep/domain';

/** The longest reason that is passed on, in characters. */
export const REASON_LENGTH = 300;

const EMAIL = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/gu;
// Line breaks, escapes and the marks that reorder text: nothing of it may reach a log or a terminal.
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]+/gu;
// Enough for 300 characters after masking, whatever the values; a platform's page of 64 KB costs no more than this.
const READ_LENGTH = 8_192;

/**
 * A platform's own words made fit to be stored and shown: every value of the person masked, also where the platform
 * escaped it, e-mail addresses of other people too, no control characters, at most 300 characters.
 */
export function fitReason(text: string, values: Readonly<Record<string, unknown>>): string {
  let masked = text.slice(0, READ_LENGTH).normalize('NFC');
  for (const [field, form] of formsOf(values, masked)) masked = maskValues(masked, { [field]: form });
  masked = maskWords(masked, values);
  const plain = masked.replace(CONTROL, ' ').replace(EMAIL, '‹email›').replace(/ {2,}/g, ' ').trim();
  if (plain.length <= REASON_LENGTH) return plain;
  return `${plain.slice(0, REASON_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** How platforms write a value they quote; `sign` is what text in that form cannot do without. */
const ESCAPES: readonly { readonly sign: string; readonly escape: (value: string) => string }[] = [
  { sign: '%', escape: (value) => encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd')) },
  { sign: '\\', escape: (value) => JSON.stringify(value).slice(1, -1) },
  {
    sign: '\\u',
    escape: (value) => value.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  },
  { sign: '&', escape: (value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;') },
  { sign: '', escape: (value) => value },
];

/** Every value in every form the text could hold it in, longest first, so that an e-mail goes before the name inside it. */
function formsOf(values: Readonly<Record<string, unknown>>, text: string): (readonly [string, string])[] {
  const texts = Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const forms = ESCAPES.filter(({ sign }) => text.includes(sign)).flatMap(({ escape }) =>
    texts.map(([field, value]) => [field, escape(value.normalize('NFC'))] as const),
  );
  return forms.sort(([, a], [, b]) => b.length - a.length);
}

/** Not a person's: they stand in every body. */
const IMPERSONAL = ['employeeId', 'sent_from', 'sent_to'];
/** Shorter words are too common in any language to say something of somebody. */
const WORD = /[\p{L}\p{N}]{4,}/gu;

/**
 * What is left of a value that the platform quoted in part, or in a form that nobody foresaw: escaped twice, say, or
 * the name before the `@`.
 */
function maskWords(text: string, values: Readonly<Record<string, unknown>>): string {
  let masked = text;
  for (const [field, value] of Object.entries(values)) {
    if (typeof value !== 'string' || IMPERSONAL.includes(field)) continue;
    for (const [word] of value.normalize('NFC').matchAll(WORD))
      masked = masked.replace(new RegExp(`(?<![\\p{L}\\p{N}‹])${word}(?![\\p{L}\\p{N}])`, 'giu'), `‹${field}›`);
  }
  return masked;
}

/** What an error body says about itself, in the forms platforms use. */
export interface ErrorBody {
  readonly code: string | null;
  readonly message: string | null;
}

/** Reads `{"error":{"code","message"}}`, `{"error":"…"}`, `{"errors":[…]}`, problem+json and `{"code","message"}`. */
export function readErrorBody(parsed: unknown): ErrorBody {
  const outer = asObject(parsed);
  if (outer === null) return { code: null, message: null };
  if (typeof outer['error'] === 'string') {
    return { code: outer['error'], message: textOf(outer, 'error_description', 'message', 'detail') };
  }
  const inner = asObject(outer['error']) ?? firstError(outer['errors']) ?? outer;
  return { code: textOf(inner, 'code', 'type', 'scimType'), message: textOf(inner, 'message', 'detail', 'title') };
}

function firstError(errors: unknown): Readonly<Record<string, unknown>> | null {
  if (!Array.isArray(errors)) return null;
  const first: unknown = errors[0];
  return typeof first === 'string' ? { message: first } : asObject(first);
}

function textOf(object: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = object[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return null;
}

/** The value as a JSON object; null for anything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}
