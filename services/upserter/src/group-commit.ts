/**
 * Joins single requests into batches without waiting: an idle executor takes what is there at the end of the current
 * turn, a busy one finds the next batch ready when it returns. Low load gets low latency, high load large batches.
 */
export class GroupCommit<Request, Answer> {
  private waiting: { request: Request; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  private running = 0;
  private scheduled = false;

  constructor(
    private readonly execute: (requests: readonly Request[]) => Promise<readonly Answer[]>,
    private readonly options: { readonly maxBatch: number; readonly parallel: number },
  ) {}

  add(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.waiting.length === 0 || this.running >= this.options.parallel) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.run();
      this.schedule();
    });
  }

  private async run(): Promise<void> {
    if (this.running >= this.options.parallel) return;
    const batch = this.waiting.splice(0, this.options.maxBatch);
    if (batch.length === 0) return;
    this.running++;
    try {
      const answers = await this.execute(batch.map((entry) => entry.request));
      batch.forEach((entry, index) => entry.resolve(answers[index]!));
    } catch (error) {
      batch.forEach((entry) => entry.reject(error));
    } finally {
      this.running--;
      this.schedule();
    }
  }
}
