/** What bench/tools/lnd-sink counts; its README of the fields is at its top. */
export interface SinkStats {
  readonly requests: number;
  readonly ok: number;
  readonly uniqueKeys: number;
  readonly duplicates: number;
  /** Writes of a version older than one already stored. */
  readonly outOfOrder: number;
  /** Employees whose stored version is older than one already stored: an update was undone. */
  readonly staleFinal: number;
  /** With `expect`: employees whose stored version is another one. */
  readonly notExpected: number;
  readonly failingKeys: number;
  readonly s503: number;
  readonly bad: number;
  /** From the first request to the last success. */
  readonly elapsedS: number;
  readonly ratePerS: number;
  readonly lastHalfRatePerS: number;
  readonly healthyDoneS: number;
  readonly maxHealthyGapMs: number;
  readonly maxInflight: number;
  readonly e2eMs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number };
}

/** How the stub platform behaves; what is not named is off. */
export interface SinkBehaviour {
  readonly latencyMs?: number;
  /** One of so many employees fails; 100 is 1 %. */
  readonly failKeyMod?: number;
  readonly failTimes?: number;
  readonly failVersion?: number;
}

/** The stub learning platform as the driver sees it. */
export class Sink {
  constructor(readonly url: string) {}

  /** Forgets everything and behaves like this from now on. */
  async begin(behaviour: SinkBehaviour): Promise<void> {
    await this.ask('POST', '/config', behaviour);
    await this.reset();
  }

  /** Forgets counts, latencies and learners; the behaviour stays. */
  async reset(): Promise<void> {
    await this.ask('POST', '/reset', {});
  }

  /** @param expect the version every employee should end at */
  async stats(expect?: number): Promise<SinkStats> {
    return (await this.ask('GET', expect === undefined ? '/stats' : `/stats?expect=${expect}`)) as SinkStats;
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(this.url + path, {
      method,
      signal: AbortSignal.timeout(10_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`lnd-sink answered ${answer.status} to ${method} ${path}`);
    return answer.json();
  }
}
