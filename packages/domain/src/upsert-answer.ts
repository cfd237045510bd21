/**
 * What the learning platform's answer means, decided by its connector from status, headers and body
 * (the table in DESIGN.md, *The upserter*).
 */
export type UpsertAnswer =
  /** The platform recognised the upsert as a success. */
  | { readonly kind: 'applied'; readonly status: number }
  /** Network error, timeout, 408, 425, 5xx, or a success status with a body that is not one: try again later. */
  | { readonly kind: 'unavailable'; readonly status: number | null; readonly code: string; readonly reason: string }
  /** 429, or 503 with Retry-After: no attempt is spent. `until` is epoch milliseconds, null when the platform did not say. */
  | { readonly kind: 'throttled'; readonly status: number; readonly until: number | null; readonly reason: string }
  /** 401, 403: our credentials are at fault, not the record. */
  | { readonly kind: 'unauthorised'; readonly status: number; readonly reason: string }
  /** 409: another learner holds this identity. */
  | { readonly kind: 'conflict'; readonly status: number; readonly reason: string }
  /** The platform does not know the manager the body refers to; the same body without the reference may succeed. */
  | { readonly kind: 'unknown_manager'; readonly status: number; readonly reason: string }
  /** Any other 4xx: permanent. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly reason: string };
