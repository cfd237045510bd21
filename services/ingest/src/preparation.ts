import { toLockstepError } from '@lockstep/domain';
import type { Clock, Logger, ReadyAnswer, Timer } from '@lockstep/platform';

export interface PreparationPorts {
  /** What must succeed once, such as looking schemas up. */
  readonly prepare: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default 1000 ms. */
  readonly retryEveryMs?: number;
}

/**
 * Something the service needs once before it takes work, from a server that may be away when it starts: tried until it
 * works, so that no order of starts is needed.
 */
export class Preparation {
  private reason: string | null = 'not tried yet';
  private code: string | null = null;
  private timer: Timer | null = null;
  private isStopped = false;

  constructor(
    private readonly name: string,
    private readonly ports: PreparationPorts,
  ) {}

  get isDone(): boolean {
    return this.reason === null;
  }

  /** Code of what stands in the way; null when nothing does. */
  get failure(): string | null {
    return this.code;
  }

  answer(): ReadyAnswer {
    return this.reason === null ? { ready: true } : { ready: false, reason: this.reason };
  }

  /** Tries at once; resolves after the first try, whatever came of it. Never throws. */
  async start(): Promise<void> {
    try {
      await this.ports.prepare();
      this.reason = null;
      this.code = null;
      this.ports.logger.info({ preparation: this.name }, 'ingest.prepared');
    } catch (thrown) {
      const error = toLockstepError(thrown, 'before');
      this.reason = `${error.code}: ${error.message}. ${error.remedy}`;
      if (this.code !== error.code) this.ports.logger.error({ preparation: this.name, error }, 'ingest.not_prepared');
      this.code = error.code;
      if (!this.isStopped)
        this.timer = this.ports.clock.setTimer(this.ports.retryEveryMs ?? 1_000, () => void this.start());
    }
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
  }
}
