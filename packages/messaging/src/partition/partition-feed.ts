import type { Delivery, OnBatch, StoredRecord } from '../broker.js';

export interface PartitionFeedOptions {
  readonly maxUnsettled: number;
  readonly onBatch: OnBatch;
  /** The feed holds `maxUnsettled` records or more: fetch no further. */
  readonly onFull: () => void;
  /** Half of that again: go on fetching. */
  readonly onRoom: () => void;
  /** The handler threw; nothing is handed over any more. */
  readonly onCrash: (thrown: unknown) => void;
  /** A record was finished. */
  readonly onSettled: () => void;
}

interface Taken {
  readonly record: StoredRecord;
  settled: boolean;
}

/**
 * One partition during one assignment, the same for every adapter: keeps what was fetched, hands it over once, in order,
 * and tracks which records are done. Fetching runs ahead of finishing; what may be committed is the low-water mark.
 */
export class PartitionFeed {
  /** Fetched records in offset order; before `head` all are settled, before `cursor` all are handed over. */
  private taken: Taken[] = [];
  private head = 0;
  private cursor = 0;
  private next: bigint | null;
  private openRecords = 0;
  private unsettledRecords = 0;
  private full = false;
  private pumping = false;
  private paused = false;
  private ended = false;
  private gone = false;

  constructor(
    private readonly options: PartitionFeedOptions,
    start: bigint | null,
  ) {
    this.next = start;
  }

  /** Offset of the record that is fetched next; null before the first fetch when no start was given. */
  get position(): bigint | null {
    return this.next;
  }

  /** Handed over and not done. */
  get open(): number {
    return this.openRecords;
  }

  /** True once the partition has been taken away. */
  get revoked(): boolean {
    return this.gone;
  }

  /** The offset to commit: the first record not done, else the position. */
  get lowWater(): bigint | null {
    return this.taken[this.head]?.record.offset ?? this.next;
  }

  /** Takes over what was fetched; `next` is the offset after it (records may be missing in between). */
  accept(records: readonly StoredRecord[], next: bigint): void {
    if (this.gone) return;
    for (const record of records) this.taken.push({ record, settled: false });
    this.unsettledRecords += records.length;
    this.next = next;
    if (!this.full && this.unsettledRecords >= this.options.maxUnsettled) {
      this.full = true;
      this.options.onFull();
    }
    void this.pump();
  }

  /** The log no longer has the position (retention, truncation): whatever is fetched next counts. */
  reposition(next: bigint | null): void {
    this.next = next;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    void this.pump();
  }

  /** Hands nothing over any more; open records may still be done. */
  end(): void {
    this.ended = true;
  }

  /** The partition belongs to somebody else: every delivery is stale from now on. */
  revoke(): void {
    this.gone = true;
    this.end();
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      while (this.mayHandOver()) await this.options.onBatch(this.handOver());
    } catch (thrown) {
      this.end();
      this.options.onCrash(thrown);
    } finally {
      this.pumping = false;
    }
  }

  private mayHandOver(): boolean {
    return (
      !this.ended && !this.paused && this.cursor < this.taken.length && this.openRecords < this.options.maxUnsettled
    );
  }

  private handOver(): Delivery[] {
    const batch: Delivery[] = [];
    while (this.cursor < this.taken.length && this.openRecords < this.options.maxUnsettled) {
      batch.push(this.deliver(this.taken[this.cursor++]!));
      this.openRecords += 1;
    }
    return batch;
  }

  private deliver(taken: Taken): Delivery {
    return {
      ...taken.record,
      done: () => {
        if (!taken.settled && !this.gone) this.settle(taken);
      },
      isStale: () => this.gone,
    };
  }

  private settle(taken: Taken): void {
    taken.settled = true;
    this.openRecords -= 1;
    this.unsettledRecords -= 1;
    while (this.taken[this.head]?.settled === true) this.head += 1;
    if (this.head > 1024 && this.head * 2 > this.taken.length) this.forgetSettled();
    if (this.full && this.unsettledRecords <= this.options.maxUnsettled / 2) {
      this.full = false;
      this.options.onRoom();
    }
    this.options.onSettled();
    void this.pump();
  }

  private forgetSettled(): void {
    this.taken = this.taken.slice(this.head);
    this.cursor -= this.head;
    this.head = 0;
  }
}
