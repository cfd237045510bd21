/** Why JSON is refused although or because a parser would take it. Stable words that consumers may count by. */
export type JsonRule =
  'json' | 'utf8' | 'depth' | 'keys' | 'text_bytes' | 'duplicate_key' | 'forbidden_key' | 'number_range' | 'nul';

export interface JsonProblem {
  readonly rule: JsonRule;
  /** JSON pointer; keys that do not look like a field's name are masked, they may be anything. */
  readonly path: string;
}

/** What each rule asks for, in the words of the answer. */
export const JSON_RULES: Readonly<Record<JsonRule, string>> = {
  json: 'JSON (RFC 8259)',
  utf8: 'UTF-8',
  depth: 'objects and arrays at most 32 deep',
  keys: 'at most 1000 keys in a change',
  text_bytes: 'texts of at most 65536 bytes',
  duplicate_key: 'each key once',
  forbidden_key: 'no key named __proto__, constructor or prototype',
  number_range: 'numbers between -(2^53 - 1) and 2^53 - 1, of at most 64 characters',
  nul: 'texts without NUL characters',
};
