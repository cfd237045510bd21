import type { LockstepError } from '@lockstep/domain';
import type { OutgoingRecord } from '../broker.js';
import type { Clock } from '@lockstep/platform';

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
  finished: boolean;
  readonly finish: (error: LockstepError | null) => void;
}

/**
 * Group commit: while one request is under way the next one collects, so that concurrent `send` calls share requests
 * and a lone one waits for nothing. One request at a time keeps the order of calls.
 */
export class ProduceQueue {
  private waiting: Waiting[] = [];
  private working = false;
  private idle: (() => void)[] = [];

  constructor(private readonly options: ProduceQueueOptions) {}

  get size(): number {
    return this.waiting.length;
  }

  async send(records: readonly OutgoingRecord[], deadlineMs: number): Promise<void> {
    const expireAt = this.options.clock.now() + deadlineMs;
    for (const chunk of this.chunksOf(records))
      await this.enqueue(chunk.records, chunk.bytes, expireAt - this.options.clock.now());
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    if (!this.working) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private enqueue(records: readonly OutgoingRecord[], bytes: number, deadlineMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        records,
        bytes,
        finished: false,
        finish: (error) => {
          if (waiting.finished) return;
          waiting.finished = true;
          timer.cancel();
          if (error === null) resolve();
          else reject(error);
          this.onFinish();
        },
      };
      const timer = this.options.clock.setTimer(deadlineMs, () => waiting.finish(this.options.expired()));
      this.waiting.push(waiting);
      void this.work();
    });
  }

  private onFinish: () => void = () => undefined;

  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    // Calls made in the same turn of the event loop share the first request.
    await Promise.resolve();
    for (;;) {
      this.waiting = this.waiting.filter((waiting) => !waiting.finished);
      if (this.waiting.length === 0) break;
      await this.produce(this.nextRequest());
    }
    this.working = false;
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
    if (result.kind === 'acknowledged') for (const waiting of request) waiting.finish(null);
    else if (result.kind === 'unavailable') await this.putBack(request);
    else if (request.length === 1) request[0]!.finish(result.error);
    // One bad record must not fail those who happened to share its request.
    else for (const waiting of request) if (!waiting.finished) await this.produce([waiting]);
  }

  private attempt(request: readonly Waiting[]): Promise<ProduceResult> {
    const abandoned = new Promise<void>((resolve) => {
      this.onFinish = () => {
        if (request.every((waiting) => waiting.finished)) resolve();
      };
      this.onFinish();
    });
    return this.options.produce(
      request.flatMap((waiting) => waiting.records),
      abandoned,
    );
  }

  private async putBack(request: readonly Waiting[]): Promise<void> {
    const left = request.filter((waiting) => !waiting.finished);
    if (left.length === 0) return;
    this.waiting.unshift(...left);
    await new Promise<void>((resolve) => void this.options.clock.setTimer(this.options.pauseMs ?? 200, resolve));
  }

  private *chunksOf(records: readonly OutgoingRecord[]): Generator<{ records: OutgoingRecord[]; bytes: number }> {
    let chunk: OutgoingRecord[] = [];
    let bytes = 0;
    for (const record of records) {
      const size = sizeOf(record);
      if (chunk.length > 0 && (bytes + size > this.options.maxBytes || chunk.length >= this.options.maxRecords)) {
        yield { records: chunk, bytes };
        chunk = [];
        bytes = 0;
      }
      chunk.push(record);
      bytes += size;
    }
    if (chunk.length > 0) yield { records: chunk, bytes };
  }
}

function sizeOf(record: OutgoingRecord): number {
  let bytes = 32 + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  for (const [name, value] of Object.entries(record.headers ?? {})) bytes += name.length + value.length + 4;
  return bytes;
}
