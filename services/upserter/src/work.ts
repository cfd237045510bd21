import type { AttemptRecord, ClaimIntent, EmployeeEvent, Origin, Version } from '@lockstep/domain';
import { compareVersions } from '@lockstep/domain';
import type { Delivery } from '@lockstep/messaging';

/** One event in the upserter's hands, from hand-over to `done()`. */
export interface Work {
  readonly event: EmployeeEvent;
  readonly version: Version;
  /** The attempt to be made, from 1. */
  readonly attempt: number;
  readonly replay: number;
  /** A re-send of an applied event, now with its manager reference. */
  readonly reference: boolean;
  readonly history: readonly AttemptRecord[];
  /** Epoch milliseconds; null while it has not failed. */
  readonly firstFailedAt: number | null;
  readonly origin: Origin;
  /** Live traffic goes before retries. */
  readonly traffic: 'live' | 'retry';
  /** `call` needs the platform; the others end in the ledger. */
  readonly intent: Exclude<ClaimIntent, 'superseded'>;
  /** What would be sent; null where nothing would. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** `body` as the JSON that is sent. */
  readonly json: string | null;
  /** SHA-256 of `json`, hex. */
  readonly bodyHash: string | null;
  readonly delivery: Delivery;
}

/** Oldest version first; the same event's earlier attempt first. */
export function compareWork(a: Work, b: Work): number {
  return compareVersions(a.version, b.version) || a.replay - b.replay || a.attempt - b.attempt;
}
