import { parseJson } from '../http/read-body.js';

/** What a request did. `fault`: the fault struck before anything was done. */
export type Did =
  | 'created'
  | 'updated'
  | 'unchanged'
  /** The idempotency key had succeeded before. */
  | 'replayed'
  | 'refused'
  | 'fault'
  /** A list or a single learner was read. */
  | 'read'
  | 'edited'
  | 'pending';

/** One request, as a checker outside reads it. Times are epoch milliseconds. */
export interface JournalEntry {
  /** From 1, in the order of arrival, without a gap. */
  readonly seq: number;
  readonly receivedAt: number;
  /** When the answer had been handed to the network in full; null: never. */
  answeredAt: number | null;
  /** When the connection ended before that; null: it did not. */
  brokenAt: number | null;
  readonly method: string;
  readonly path: string;
  readonly employeeId: string | null;
  readonly idempotencyKey: string | null;
  /** SHA-256 of the body's bytes, hex; null without a body. */
  readonly bodyHash: string | null;
  /** The body's text; null where it is not kept. */
  readonly text: string | null;
  did: Did;
  /** The kind of the fault that struck, whether or not the upsert took effect before it. */
  fault: string | null;
  /** The status answered, or meant to be answered when the answer never got through; null: none. */
  status: number | null;
  /** Which of all changes to learners this request made; null: none. */
  effect: number | null;
}

/** Every request since the start or the last reset. */
export class RequestJournal {
  private entries: JournalEntry[] = [];
  private dropped = 0;

  /** @param limit entries kept; older ones are dropped and said to be dropped */
  constructor(private readonly limit: number) {}

  get length(): number {
    return this.dropped + this.entries.length;
  }

  get all(): readonly JournalEntry[] {
    return this.entries;
  }

  /** The highest number that is no longer kept; 0: nothing is missing. */
  get droppedUpTo(): number {
    return this.dropped;
  }

  begin(
    of: Pick<JournalEntry, 'receivedAt' | 'method' | 'path' | 'employeeId' | 'idempotencyKey' | 'bodyHash' | 'text'>,
  ): JournalEntry {
    const entry: JournalEntry = {
      seq: this.length + 1,
      ...of,
      answeredAt: null,
      brokenAt: null,
      did: 'pending',
      fault: null,
      status: null,
      effect: null,
    };
    this.entries.push(entry);
    if (this.entries.length >= this.limit * 1.25) {
      const surplus = this.entries.length - this.limit;
      this.entries = this.entries.slice(surplus);
      this.dropped += surplus;
    }
    return entry;
  }

  /** What came after the entry with this number. */
  after(seq: number, limit: number): readonly JournalEntry[] {
    const start = Math.max(0, seq - this.dropped);
    return this.entries.slice(start, start + limit);
  }

  reset(): void {
    this.entries = [];
    this.dropped = 0;
  }
}

/** An entry as it is shown: the body as fields where it is JSON. */
export function entryAsShown(entry: JournalEntry): Record<string, unknown> {
  const { text, ...facts } = entry;
  return { ...facts, body: text === null ? null : (parseJson(text) ?? text) };
}
