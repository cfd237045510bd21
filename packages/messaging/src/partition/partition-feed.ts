import type { Delivery, OnBatch, StoredRecord } from '../broker.js';

export interface PartitionFeedOptions {
  readonly maxUnsettled: number;
  /** Handed over and not done at once; what is fetched beyond it waits here as bytes. Default: `maxUnsettled`. */
  readonly maxOpen?: number;
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
  readonly offset: bigint;
  /** Null once it has been handed over: one slow record must not keep the bytes of all that came after it. */
  record: StoredRecord | null;
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
  private readonly maxOpen: number;
  private readonly isStale = (): boolean => this.gone;

  constructor(
    private readonly options: PartitionFeedOptions,
    start: bigint | null,
  ) {
    this.next = start;
    this.maxOpen = Math.min(options.maxOpen ?? options.maxUnsettled, options.maxUnsettled);
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
    return this.taken[this.head]?.offset ?? this.next;
  }

  /** Takes over what was fetched; `next` is the offset after it (records may be missing in between). */
  accept(records: readonly StoredRecord[], next: bigint): void {
    if (this.gone) return;
    for (const record of records) this.taken.push({ offset: record.offset, record, settled: false });
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

  /** Under pressure a quarter of the room at a time, not record by record as each one is done. */
  private mayHandOver(): boolean {
    const waiting = this.taken.length - this.cursor;
    const room = this.maxOpen - this.openRecords;
    return !this.ended && !this.paused && waiting > 0 && room > 0 && (room >= waiting || room >= this.maxOpen / 4);
  }

  private handOver(): Delivery[] {
    const until = Math.min(this.taken.length, this.cursor + this.maxOpen - this.openRecords);
    const batch: Delivery[] = [];
    while (this.cursor < until) batch.push(this.deliver(this.taken[this.cursor++]!));
    this.openRecords += batch.length;
    return batch;
  }

  private deliver(taken: Taken): Delivery {
    const { topic, partition, offset, key, value, headers, timestamp } = taken.record!;
    taken.record = null;
    const done = (): void => {
      if (!taken.settled && !this.gone) this.settle(taken);
    };
    return { topic, partition, offset, key, value, headers, timestamp, done, isStale: this.isStale };
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
    if (this.mayHandOver()) void this.pump();
  }

  private forgetSettled(): void {
    this.taken = this.taken.slice(this.head);
    this.cursor -= this.head;
    this.head = 0;
  }
}
