import type { LockstepError } from '@lockstep/domain';
import { isLockstepError, toLockstepError } from '@lockstep/domain';
import type { Clock, Logger } from '@lockstep/platform';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;

/** Watches what the upserter cannot do without (ledger, Kafka) and keeps trying while it is away. */
export class Persistence {
  private readonly troubles = new Map<string, { since: number; error: LockstepError }>();
  private failedForGood: string | null = null;
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Repeats `action` until it succeeds; Kafka keeps the events meanwhile, their offsets are not committed.
   * What nobody foresaw is waited out as well: it makes the service unready, and loses nothing.
   * @throws LockstepError what no waiting cures (disposition `dead_letter` or `reject`) at once; after `stop()` whatever
   *   happens, so that whoever waits gives its record up uncommitted
   */
  async untilDone<T>(what: string, action: () => Promise<T>): Promise<T> {
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      try {
        const result = await action();
        if (this.troubles.delete(what)) this.logger.info({ what }, 'upserter.recovered');
        return result;
      } catch (thrown) {
        const error = toLockstepError(thrown, 'after');
        if (isPermanent(error)) throw error;
        this.remember(what, error);
        if (this.stopped) throw error;
        await this.pause(delayMs);
      }
    }
  }

  /** A record can neither be worked on nor be set aside: from now on the service is not ready, and says why. */
  failForGood(what: string, error: LockstepError): void {
    this.failedForGood ??= `${what}: ${error.code}`;
    this.logger.error({ what, code: error.code, error, remedy: error.remedy }, 'upserter.stuck');
  }

  /** What has been failing for longer than `ms`, or has failed for good; null when all is well. */
  troubleLongerThan(ms: number): string | null {
    if (this.failedForGood !== null) return this.failedForGood;
    for (const [what, { since, error }] of this.troubles)
      if (this.clock.now() - since > ms) return `${what}: ${error.code}`;
    return null;
  }

  stop(): void {
    this.stopped = true;
  }

  private remember(what: string, error: LockstepError): void {
    if (this.troubles.has(what)) return;
    this.logger.warn({ what, code: error.code, error, remedy: error.remedy }, 'upserter.waiting');
    this.troubles.set(what, { since: this.clock.now(), error });
  }

  private pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.clock.setTimer(delayMs, resolve));
  }
}

/** Of this record: no waiting and no person at the stores changes it. */
export function isPermanent(error: unknown): boolean {
  return isLockstepError(error) && (error.disposition === 'dead_letter' || error.disposition === 'reject');
}
