import type { AppliedChange } from './change.js';
import type { DeliveryForm } from './delivery.js';

/** A change that happened in the HRIS. */
export interface ChangeEntry extends AppliedChange {
  readonly entry: 'change';
  readonly at: number;
  /** Whether a webhook announces it. */
  readonly announced: boolean;
}

/** One attempt to deliver a webhook, and its answer. Times are epoch milliseconds. */
export interface DeliveryEntry {
  readonly entry: 'delivery';
  readonly webhookId: string;
  readonly form: DeliveryForm;
  readonly employeeIds: readonly string[];
  readonly changeIds: readonly string[];
  /** From 1. */
  readonly attempt: number;
  readonly sentAt: number;
  readonly answeredAt: number;
  /** Null: no answer. */
  readonly status: number | null;
  /** Why there was none; null where there was. */
  readonly error: string | null;
  /** What a 2xx said became of it: `{"eventId","status"}` each. */
  readonly events: readonly unknown[];
  /** When it is tried again; null: never. */
  readonly nextAttemptAt: number | null;
}

export type HrisEntry = ChangeEntry | DeliveryEntry;

/** Entries kept; older ones are dropped and said to be dropped. */
const LIMIT = 500_000;

/** Everything the HRIS did, in order; the sender's own record, by which a receiver can be held to its answers. */
export class HrisJournal {
  private entries: (HrisEntry & { readonly seq: number })[] = [];
  private dropped = 0;

  get length(): number {
    return this.dropped + this.entries.length;
  }

  /** The highest number that is no longer kept; 0: nothing is missing. */
  get droppedUpTo(): number {
    return this.dropped;
  }

  get all(): readonly HrisEntry[] {
    return this.entries;
  }

  add(entry: HrisEntry): void {
    this.entries.push({ seq: this.length + 1, ...entry });
    if (this.entries.length < LIMIT * 1.25) return;
    this.dropped += this.entries.length - LIMIT;
    this.entries = this.entries.slice(-LIMIT);
  }

  /** @param kind null for both kinds */
  after(
    seq: number,
    limit: number,
    kind: HrisEntry['entry'] | null,
  ): readonly (HrisEntry & { readonly seq: number })[] {
    const start = Math.max(0, seq - this.dropped);
    if (kind === null) return this.entries.slice(start, start + limit);
    const found: (HrisEntry & { readonly seq: number })[] = [];
    for (let n = start; n < this.entries.length && found.length < limit; n += 1) {
      const entry = this.entries[n];
      if (entry?.entry === kind) found.push(entry);
    }
    return found;
  }

  reset(): void {
    this.entries = [];
    this.dropped = 0;
  }
}
