import type { Producer } from '@lockstep/messaging';
import type { Clock, Logger } from '@lockstep/platform';
import type { ManagerWaits } from '@lockstep/store';
import { toLockstepError } from '@lockstep/domain';

export interface ManagerReferencesPorts {
  readonly waits: ManagerWaits;
  readonly producer: Producer;
  /** Topic the re-sends go through: the first retry topic. */
  readonly topic: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

const LOOK_EVERY_MS = 2_000;
const AT_ONCE = 200;

/**
 * Sends the references to managers who were unknown to the platform when their people were applied: once the manager
 * has been applied, the event goes through the retry topic again, marked as a reference re-send. A crash in between
 * publishes it twice; the ledger answers the second one as a repeat.
 */
export class ManagerReferences {
  private timer: { cancel(): void } | null = null;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly ports: ManagerReferencesPorts) {}

  start(): void {
    this.timer = this.ports.clock.setTimer(LOOK_EVERY_MS, () => {
      this.looking = this.look().finally(() => this.stopped || this.start());
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.timer?.cancel();
    await this.looking;
  }

  /** Must not throw: what fails now is tried at the next look. */
  private async look(): Promise<void> {
    try {
      const ready = await this.ports.waits.ready(AT_ONCE);
      if (ready.length === 0) return;
      await this.ports.producer.send(
        ready.map((wait) => ({
          topic: this.ports.topic,
          key: Buffer.from(wait.employeeId),
          value: wait.value,
          headers: wait.headers,
        })),
      );
      await this.ports.waits.removeSent(ready);
      this.ports.logger.info({ references: ready.length }, 'manager_references.sent');
    } catch (thrown) {
      const error = toLockstepError(thrown, 'before');
      this.ports.logger.warn({ code: error.code, error }, 'manager_references.waiting');
    }
  }
}
