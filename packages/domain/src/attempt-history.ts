/** One attempt as the retry and dead letter headers carry it: no personal data. */
export interface AttemptRecord {
  readonly attempt: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly status: number | null;
  readonly code: string;
  readonly reason: string;
}

/** Where a record of a retry or dead letter topic came from. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}
