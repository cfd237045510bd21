import type { JsonLimits } from './json-limits.js';
import type { JsonProblem, JsonRule } from './json-problem.js';
import { JsonPlace } from './json-place.js';

/** Bytes of one element of the array that is the whole text: [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface JsonScan {
  /** What concerns the whole text; the first only. Nothing in it may be used then. */
  readonly problem: JsonProblem | null;
  /** Per element of an array at the root; null when the root is none. */
  readonly items: readonly Span[] | null;
  /** What concerns one element only, by its index; the others are good. The first of each. */
  readonly itemProblems: ReadonlyMap<number, JsonProblem>;
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_NUMBER_CHARACTERS = 64;
/** Any number this short is exact, unless it has an exponent. */
const SAFE_DIGITS = 15;

const [QUOTE, BACKSLASH, COMMA, COLON, MINUS] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
const [ZERO, NINE, LOWER_A, LOWER_Z, LOWER_U] = [0x30, 0x39, 0x61, 0x7a, 0x75];

/**
 * Checks over the bytes what a parser hides or trips over: depth, keys, length, duplicate keys, keys that reach
 * prototypes, numbers that lose digits, NUL. It knows JSON's tokens and leaves grammar to the parser that follows; on
 * what the parser accepts, it reads the same. One pass, no recursion.
 */
export function scanJson(bytes: Buffer, limits: JsonLimits): JsonScan {
  return new Scanner(bytes, limits).scan();
}

class Scanner {
  private readonly place = new JsonPlace();
  private readonly items: Span[] = [];
  private readonly itemProblems = new Map<number, JsonProblem>();
  private problem: JsonProblem | null = null;
  private rootIsArray = false;
  private itemStart = 0;
  private itemKeys = 0;
  private expectsKey = false;
  private at = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly limits: JsonLimits,
  ) {}

  scan(): JsonScan {
    while (this.at < this.bytes.length && this.problem === null) this.readToken();
    if (this.place.depth > 0 && this.problem === null) this.refuseAll('json');
    return { problem: this.problem, items: this.rootIsArray ? this.items : null, itemProblems: this.itemProblems };
  }

  private readToken(): void {
    const byte = this.bytes[this.at]!;
    switch (byte) {
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        return this.open(byte === OPEN_ARRAY);
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        return this.close(byte === CLOSE_ARRAY);
      case COMMA:
        return this.comma();
      case COLON:
        this.expectsKey = false;
        this.at += 1;
        return;
      case QUOTE:
        return this.readText();
      default:
        if (byte === MINUS || (byte >= ZERO && byte <= NINE)) return this.readNumber();
        // Blanks, and the letters of true, false and null.
        if (byte <= 0x20 || (byte >= LOWER_A && byte <= LOWER_Z)) this.at += 1;
        else this.refuseAll('json');
    }
  }

  private open(isArray: boolean): void {
    if (this.place.depth === 0) {
      this.rootIsArray = isArray;
      this.itemStart = this.at + 1;
    }
    if (this.place.depth >= this.limits.depth) this.refuse('depth');
    this.place.open(isArray);
    this.expectsKey = !isArray;
    this.at += 1;
  }

  private close(isArray: boolean): void {
    const closed = this.place.close();
    if (closed?.isArray !== isArray) return this.refuseAll('json');
    if (this.place.depth === 0 && isArray) this.endItem(true);
    this.expectsKey = false;
    this.at += 1;
  }

  private comma(): void {
    const { top } = this.place;
    if (top === undefined) return this.refuseAll('json');
    if (this.place.depth === 1 && this.rootIsArray) this.endItem(false);
    if (top.isArray) top.index += 1;
    this.expectsKey = !top.isArray;
    this.at += 1;
  }

  private endItem(isLast: boolean): void {
    let start = this.itemStart;
    let end = this.at;
    while (start < end && this.bytes[start]! <= 0x20) start += 1;
    while (end > start && this.bytes[end - 1]! <= 0x20) end -= 1;
    if (end > start || !isLast) this.items.push({ start, end });
    this.itemStart = this.at + 1;
    this.itemKeys = 0;
  }

  private readText(): void {
    const start = this.at + 1;
    let escaped = false;
    let hasNul = false;
    let end = start;
    for (; ; end += 1) {
      const byte = this.bytes[end];
      if (byte === undefined) return this.refuseAll('json');
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        escaped = true;
        hasNul ||= this.bytes[end + 1] === LOWER_U && this.bytes.toString('latin1', end + 2, end + 6) === '0000';
        end += 1;
      }
    }
    this.at = end + 1;
    if (this.expectsKey) this.readKey(start, end, escaped);
    if (end - start > this.limits.textBytes) this.refuse('text_bytes');
    if (hasNul) this.refuse('nul');
  }

  private readKey(start: number, end: number, escaped: boolean): void {
    const { top } = this.place;
    const key = escaped ? unescaped(this.bytes, start, end) : this.bytes.toString('utf8', start, end);
    if (top === undefined || key === null) return this.refuseAll('json');
    top.key = key;
    this.itemKeys += 1;
    if (this.itemKeys > this.limits.keys) this.refuse('keys');
    if (FORBIDDEN_KEYS.has(key)) this.refuse('forbidden_key');
    if (top.keys.has(key)) this.refuse('duplicate_key');
    top.keys.add(key);
  }

  private readNumber(): void {
    const start = this.at;
    let hasExponent = false;
    for (; this.at < this.bytes.length; this.at += 1) {
      const byte = this.bytes[this.at]!;
      if (byte === 0x65 || byte === 0x45) hasExponent = true;
      else if (!(byte >= ZERO && byte <= NINE) && byte !== MINUS && byte !== 0x2b && byte !== 0x2e) break;
    }
    const length = this.at - start;
    if (length <= SAFE_DIGITS && !hasExponent) return;
    const value = length > MAX_NUMBER_CHARACTERS ? NaN : Number(this.bytes.toString('latin1', start, this.at));
    if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) this.refuse('number_range');
  }

  /** A limit is broken: by one element when the root is an array, else by the whole. */
  private refuse(rule: JsonRule): void {
    const item = this.rootIsArray ? this.items.length : null;
    if (item === null || this.place.depth === 0) this.problem ??= { rule, path: this.place.pointer(0) };
    else if (!this.itemProblems.has(item)) this.itemProblems.set(item, { rule, path: this.place.pointer(1) });
  }

  private refuseAll(rule: JsonRule): void {
    this.problem ??= { rule, path: '' };
  }
}

function unescaped(bytes: Buffer, start: number, end: number): string | null {
  try {
    return JSON.parse(`"${bytes.toString('utf8', start, end)}"`) as string;
  } catch {
    return null;
  }
}
