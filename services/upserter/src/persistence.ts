import type { LockstepError } from '@lockstep/domain';
import { toLockstepError } from '@lockstep/domain';
import type { Clock, Logger } from '@lockstep/platform';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;

/** Watches what the upserter cannot do without (ledger, Kafka) and keeps trying while it is away. */
export class Persistence {
  private readonly troubles = new Map<string, { since: number; error: LockstepError }>();
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Repeats `action` until it succeeds; Kafka keeps the events meanwhile, their offsets are not committed.
   * @throws only after `stop()`: the last error, so that whoever waits gives its record up uncommitted
   */
  async untilDone<T>(what: string, action: () => Promise<T>): Promise<T> {
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      try {
        const result = await action();
        if (this.troubles.delete(what)) this.logger.info({ what }, 'upserter.recovered');
        return result;
      } catch (thrown) {
        const error = toLockstepError(thrown, 'after');
        if (!this.troubles.has(what)) {
          this.logger.warn({ what, code: error.code, error, remedy: error.remedy }, 'upserter.waiting');
          this.troubles.set(what, { since: this.clock.now(), error });
        }
        if (this.stopped) throw error;
        await this.pause(delayMs);
      }
    }
  }

  /** What has been failing for longer than `ms`; null when all is well. */
  troubleLongerThan(ms: number): string | null {
    for (const [what, { since, error }] of this.troubles)
      if (this.clock.now() - since > ms) return `${what}: ${error.code}`;
    return null;
  }

  stop(): void {
    this.stopped = true;
  }

  private pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.clock.setTimer(delayMs, resolve));
  }
}
