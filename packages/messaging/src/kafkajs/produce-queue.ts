import type { LockstepError } from '@lockstep/domain';
import type { OutgoingRecord } from '../broker.js';
import type { Clock, Timer } from '@lockstep/platform';

/** What one attempt to produce came to: acknowledged, wrong in itself, or Kafka is away. */
export type ProduceResult =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'refused'; readonly error: LockstepError }
  | { readonly kind: 'unavailable'; readonly error: LockstepError };

export interface ProduceQueueOptions {
  /** Writes the records in one request. `abandoned` settles when nobody waits for it any more. Must not throw. */
  readonly produce: (records: readonly OutgoingRecord[], abandoned: Promise<void>) => Promise<ProduceResult>;
  readonly expired: () => LockstepError;
  readonly clock: Clock;
  /** Upper bounds of one request; a single larger `send` goes out in several. */
  readonly maxBytes: number;
  readonly maxRecords: number;
  /** Wait before the next attempt while Kafka is away. Default 200 ms. */
  readonly pauseMs?: number;
}

interface Waiting {
  readonly records: readonly OutgoingRecord[];
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly expireAt: number;
  readonly resolve: () => void;
  readonly reject: (error: LockstepError) => void;
}

/**
 * Group commit: while one request is under way the next one collects, so that concurrent `send` calls share requests
 * and a lone one waits for nothing. One request at a time keeps the order of calls.
 */
export class ProduceQueue {
  private waiting: Waiting[] = [];
  /** Everyone who has not been told yet, in `waiting` or in a request. */
  private readonly open = new Set<Waiting>();
  private underWay: readonly Waiting[] = [];
  private abandon: () => void = () => undefined;
  private working = false;
  private idle: (() => void)[] = [];
  /** One for all: it stands at or before the earliest deadline. */
  private expiry: { readonly at: number; readonly timer: Timer } | null = null;

  constructor(private readonly options: ProduceQueueOptions) {}

  get size(): number {
    return this.waiting.length;
  }

  async send(records: readonly OutgoingRecord[], deadlineMs: number): Promise<void> {
    const expireAt = this.options.clock.now() + deadlineMs;
    for (const chunk of this.chunksOf(records)) await this.enqueue(chunk.records, chunk.bytes, expireAt);
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    if (!this.working) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private enqueue(records: readonly OutgoingRecord[], bytes: number, expireAt: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { records, bytes, expireAt, resolve, reject };
      this.waiting.push(waiting);
      this.open.add(waiting);
      this.expireBy(expireAt);
      void this.work();
    });
  }

  private finish(waiting: Waiting, error: LockstepError | null): void {
    if (!this.open.delete(waiting)) return;
    if (error === null) waiting.resolve();
    else waiting.reject(error);
  }

  private expireBy(at: number): void {
    if (this.expiry !== null && this.expiry.at <= at) return;
    this.expiry?.timer.cancel();
    const { clock } = this.options;
    this.expiry = { at, timer: clock.setTimer(at - clock.now(), () => this.expire()) };
  }

  private expire(): void {
    this.expiry = null;
    const now = this.options.clock.now();
    let next = Infinity;
    for (const waiting of this.open) {
      if (waiting.expireAt <= now) this.finish(waiting, this.options.expired());
      else next = Math.min(next, waiting.expireAt);
    }
    if (!this.underWay.some((waiting) => this.open.has(waiting))) this.abandon();
    if (next < Infinity) this.expireBy(next);
  }

  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    // Calls made in the same turn of the event loop share the first request.
    await new Promise(setImmediate);
    for (;;) {
      this.waiting = this.waiting.filter((waiting) => this.open.has(waiting));
      if (this.waiting.length === 0) break;
      await this.produce(this.nextRequest());
    }
    this.working = false;
    this.expiry?.timer.cancel();
    this.expiry = null;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  private nextRequest(): Waiting[] {
    let bytes = 0;
    let records = 0;
    let count = 0;
    for (const waiting of this.waiting) {
      bytes += waiting.bytes;
      records += waiting.records.length;
      if (count > 0 && (bytes > this.options.maxBytes || records > this.options.maxRecords)) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async produce(request: readonly Waiting[]): Promise<void> {
    const result = await this.attempt(request);
    if (result.kind === 'acknowledged') for (const waiting of request) this.finish(waiting, null);
    else if (result.kind === 'unavailable') await this.putBack(request);
    else if (request.length === 1) this.finish(request[0]!, result.error);
    // One bad record must not fail those who happened to share its request.
    else for (const waiting of request) if (this.open.has(waiting)) await this.produce([waiting]);
  }

  private async attempt(request: readonly Waiting[]): Promise<ProduceResult> {
    const abandoned = new Promise<void>((resolve) => (this.abandon = resolve));
    this.underWay = request;
    const records = request.length === 1 ? request[0]!.records : request.flatMap((waiting) => waiting.records);
    try {
      return await this.options.produce(records, abandoned);
    } finally {
      this.underWay = [];
    }
  }

  private async putBack(request: readonly Waiting[]): Promise<void> {
    const left = request.filter((waiting) => this.open.has(waiting));
    if (left.length === 0) return;
    this.waiting.unshift(...left);
    await new Promise<void>((resolve) => void this.options.clock.setTimer(this.options.pauseMs ?? 200, resolve));
  }

  private chunksOf(records: readonly OutgoingRecord[]): { records: OutgoingRecord[]; bytes: number }[] {
    const chunks = [];
    let chunk = { records: [] as OutgoingRecord[], bytes: 0 };
    for (const record of records) {
      const bytes = sizeOf(record);
      const isFull = chunk.bytes + bytes > this.options.maxBytes || chunk.records.length >= this.options.maxRecords;
      if (isFull && chunk.records.length > 0) {
        chunks.push(chunk);
        chunk = { records: [], bytes: 0 };
      }
      chunk.records.push(record);
      chunk.bytes += bytes;
    }
    if (chunk.records.length > 0) chunks.push(chunk);
    return chunks;
  }
}

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = 32 + (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) bytes += name.length + headers[name]!.length + 4;
  return bytes;
}
