import type { Clock } from '@lockstep/platform';

/** How long the claimed events shall last, in milliseconds: about three claims of a busy database. */
const LASTS_MS = 60;
/** The rate is looked at so often, in milliseconds. */
const LOOK_MS = 50;
const MOST = 600;

/**
 * How far claims run ahead of the requests: far enough that no request waits for the ledger and that a claim is worth
 * its statement, and no further than the platform's pace asks for, because a lease that waits grows old.
 */
export class RunAhead {
  private ahead: number;
  private finishedCount = 0;
  private lookedAt: number;

  constructor(
    private readonly concurrency: number,
    private readonly clock: Clock,
  ) {
    this.ahead = Math.min(concurrency * 2, MOST);
    this.lookedAt = clock.now();
  }

  /** A request has ended. */
  finished(): void {
    this.finishedCount++;
    const elapsedMs = this.clock.now() - this.lookedAt;
    if (elapsedMs < LOOK_MS) return;
    const wanted = Math.ceil((this.finishedCount / elapsedMs) * LASTS_MS);
    this.ahead = Math.min(Math.max(wanted, Math.ceil(this.concurrency / 4)), MOST);
    this.finishedCount = 0;
    this.lookedAt = this.clock.now();
  }

  /**
   * How many more events may be claimed: none until a third of the lead is left, then the whole of it at once, so that
   * claims come in large batches by themselves.
   * @param inHand events being claimed, claimed, or at the platform
   */
  room(inHand: number): number {
    return inHand > this.concurrency + this.ahead / 3 ? 0 : this.concurrency + Math.ceil(this.ahead) - inHand;
  }
}
