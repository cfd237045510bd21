/**
 * What one check found.
 * - `ok`
 * - `note`: fine, and worth knowing
 * - `finding`: wrong; `remedy` says what to do
 * - `unreachable`: a server does not answer
 * - `skipped`: could not be checked because of something above it, or is not configured
 */
export type FindingState = 'ok' | 'note' | 'finding' | 'unreachable' | 'skipped';

export interface Finding {
  /** What was checked, such as `topics`. */
  readonly check: string;
  readonly state: FindingState;
  /** One sentence. No secret, no value of a person. */
  readonly detail: string;
  /** What to do; null where nothing is to be done. */
  readonly remedy: string | null;
}

/** All is well. */
export function ok(check: string, detail: string): Finding {
  return { check, state: 'ok', detail, remedy: null };
}

/** Not checked. */
export function skipped(check: string, detail: string): Finding {
  return { check, state: 'skipped', detail, remedy: null };
}
