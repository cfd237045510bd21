import type { ChangeType } from '@lockstep/domain';

/** Headers as received: lower-case names; a name that came more than once has all its values. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A vendor's signature scheme as data (vendors' facts are in docs/guides/connect-an-hris.md). */
export type SignatureScheme =
  | {
      readonly kind: 'hmac';
      readonly algorithm: 'sha256' | 'sha512';
      readonly encoding: 'hex' | 'base64';
      readonly signatureHeader: string;
      /** What stands before each signature in the header, such as `v1,`. Default none. */
      readonly prefix?: string;
      /** Several signatures separated by spaces, as Standard Webhooks has. Default false. */
      readonly list?: boolean;
      /** Parts of the signed message, in order. */
      readonly message: readonly ({ readonly text: string } | { readonly header: string } | { readonly body: true })[];
      /** Header with the signed time; null: the scheme has none, replays are recognised by content only. */
      readonly timestampHeader: string | null;
      /** Header with the delivery's ID; null where the vendor sends none. */
      readonly idHeader: string | null;
      /** `whsec_` + base64 (decoded), or the text itself. */
      readonly key: 'whsec' | 'text';
    }
  /** The configured token stands verbatim in a header. */
  | { readonly kind: 'token'; readonly header: string; readonly idHeader: string | null };

/** One change inside a webhook's body, before validation against the contract. */
export interface ReportedChange {
  readonly changeType: ChangeType;
  /** As received; validated by ingest. */
  readonly occurredAt: unknown;
  /** The record in the vendor's own names; mapped and validated through the contract. */
  readonly record: Readonly<Record<string, unknown>>;
  /** JSON pointer of `record` inside the change, put before the paths of violations. Default none. */
  readonly recordAt?: string;
  /** Set instead of a full record by a thin webhook: the ID to hydrate by. */
  readonly thinId?: string;
}

/** One item of a delivery that is not of the vendor's form; the items around it are taken nevertheless. */
export interface MalformedChange {
  /** JSON pointer inside the item. */
  readonly malformedAt: string;
  /** Never a value of the person. */
  readonly problem: string;
  /** Where the item names its employee legibly. */
  readonly employeeId: string | null;
}

export type WebhookContent =
  /** In the order of the body. When the body is an array, item n is the nth element. */
  | { readonly kind: 'changes'; readonly changes: readonly (ReportedChange | MalformedChange)[] }
  /** A ping or handshake: answer 2xx with this body, publish nothing. */
  | { readonly kind: 'handshake'; readonly answer: unknown }
  /** Not of the vendor's form at all. `at` is a JSON pointer. */
  | { readonly kind: 'malformed'; readonly at: string; readonly problem: string };

export interface EmployeePage {
  readonly employees: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
}

export type HydrateAnswer =
  | { readonly kind: 'found'; readonly record: Readonly<Record<string, unknown>> }
  | { readonly kind: 'gone' }
  | { readonly kind: 'not_visible' };

/** An HRIS as the product sees it; one folder per vendor implements it. */
export interface HrisSource {
  /** The adapter's name and the last part of its webhook's path: `POST /webhooks/{name}`. */
  readonly name: string;
  readonly signature: SignatureScheme;
  /** @param body parsed JSON whose limits (depth, keys, duplicates) have been checked */
  readWebhook(body: unknown): WebhookContent;
  /**
   * Reads one employee for a thin webhook. Absent where the vendor always sends full records.
   * @throws LockstepError LOCKSTEP_HRIS_UNAVAILABLE, LOCKSTEP_HRIS_REFUSED
   */
  hydrate?(id: string, signal: AbortSignal): Promise<HydrateAnswer>;
  /**
   * @param modifiedSince epoch milliseconds, null for the full list
   * @throws LockstepError LOCKSTEP_HRIS_UNAVAILABLE, LOCKSTEP_HRIS_REFUSED
   */
  list(cursor: string | null, limit: number, modifiedSince: number | null, signal: AbortSignal): Promise<EmployeePage>;
  /** Closes its connections. */
  close(): Promise<void>;
}
