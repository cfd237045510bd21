/** What a webhook's JSON may be at most; OWASP ASVS 5.0 has no number for these, so they are ours. */
export interface JsonLimits {
  /** Objects and arrays inside each other. */
  readonly depth: number;
  /** Keys in one change, nested ones included. */
  readonly keys: number;
  /** One text, in bytes as it stands in the JSON. */
  readonly textBytes: number;
}

export const WEBHOOK_JSON_LIMITS: JsonLimits = { depth: 32, keys: 1_000, textBytes: 65_536 };
