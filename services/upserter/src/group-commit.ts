import type { Clock } from '@lockstep/platform';

export interface GroupCommitOptions {
  readonly maxBatch: number;
  readonly clock: Clock;
  /** How long the next batch waits for company after one of `BUSY_BATCH` or more, in milliseconds. Default 2. */
  readonly lingerMs?: number;
  /** Whether a batch may have failed for a single request of it. Default: never. */
  readonly isOneRequestsFault?: (error: unknown) => boolean;
}

interface Entry<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** A batch of this size says that more is on its way: the next one waits a moment for company. */
const BUSY_BATCH = 8;
const LINGER_MS = 2;

/**
 * Joins single requests into batches, one under way at a time. An idle executor takes what is there at the end of the
 * current turn, so low load gets low latency; after a batch that says more is coming it lingers, so high load gets
 * batches that are worth a statement.
 */
export class GroupCommit<Request, Answer> {
  private waiting: Entry<Request, Answer>[] = [];
  private state: 'idle' | 'scheduled' | 'running' = 'idle';
  private isBusy = false;

  constructor(
    private readonly execute: (requests: readonly Request[]) => Promise<readonly Answer[]>,
    private readonly options: GroupCommitOptions,
  ) {}

  add(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.state !== 'idle' || this.waiting.length === 0) return;
    this.state = 'scheduled';
    const run = (): void => void this.run();
    const { lingerMs = LINGER_MS, clock } = this.options;
    if (this.isBusy && lingerMs > 0) clock.setTimer(lingerMs, run);
    else setImmediate(run);
  }

  private async run(): Promise<void> {
    this.state = 'running';
    const batch = this.waiting.splice(0, this.options.maxBatch);
    this.isBusy = batch.length >= BUSY_BATCH;
    await this.answer(batch);
    this.state = 'idle';
    this.schedule();
  }

  /** A request that can never succeed must not fail those that share its batch: halves until it stands alone. */
  private async answer(batch: readonly Entry<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.execute(batch.map((entry) => entry.request));
      batch.forEach((entry, index) => entry.resolve(answers[index]!));
    } catch (error) {
      if (batch.length === 1 || this.options.isOneRequestsFault?.(error) !== true)
        return batch.forEach((entry) => entry.reject(error));
      const half = Math.ceil(batch.length / 2);
      await this.answer(batch.slice(0, half));
      await this.answer(batch.slice(half));
    }
  }
}
