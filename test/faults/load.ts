import { setTimeout as delay } from 'node:timers/promises';
import type { Sender } from '../harness/sender.js';
import { change } from '../harness/sender.js';

export interface LoadOptions {
  /** Deliveries a second. Default: 20. */
  readonly perSecond?: number;
  /** How many people the changes are about; with few, newer versions overtake older ones. Default: 40. */
  readonly employees?: number;
  /** How long a delivery is sent again until it counts as never taken, milliseconds. Default: 120 000. */
  readonly givenUpAfterMs?: number;
}

/** Every so many deliveries one is sent twice, as real senders do. */
const TWICE_EVERY = 20;

/** An HRIS that goes on sending: changes of a few people, one after the other, each until it is taken. */
export class Load {
  /** Deliveries that were never answered 202, and why; whatever else it is, that is no recovery. */
  readonly untaken: string[] = [];
  private sent = 0;
  private readonly open = new Set<Promise<void>>();
  private readonly stopped = new AbortController();
  private readonly abandoned = new AbortController();
  private readonly pace: Promise<void>;

  constructor(
    private readonly sender: Sender,
    private readonly options: LoadOptions = {},
  ) {
    this.pace = this.send();
  }

  /** Deliveries begun. */
  get deliveries(): number {
    return this.sent;
  }

  /** Sends nothing new and waits until every delivery is taken or given up. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.pace;
    await Promise.all(this.open);
  }

  /** Ends it without waiting for deliveries that are not taken: the scenario is over. */
  async abandon(): Promise<void> {
    this.abandoned.abort();
    await this.stop();
  }

  private async send(): Promise<void> {
    const { perSecond = 20, employees = 40 } = this.options;
    const startedAt = performance.now();
    while (!this.stopped.signal.aborted) {
      const n = this.sent++;
      const delivery = this.deliver(`load-${n % employees}`, n).finally(() => this.open.delete(delivery));
      this.open.add(delivery);
      const nextAt = startedAt + (this.sent * 1_000) / perSecond;
      await delay(Math.max(1, nextAt - performance.now()), undefined, { signal: this.stopped.signal }).catch(
        () => undefined,
      );
    }
  }

  private async deliver(employeeId: string, n: number): Promise<void> {
    const body = change(employeeId, { department: `Department ${n}` });
    try {
      const times = n % TWICE_EVERY === 0 ? 2 : 1;
      for (let time = 0; time < times; time++) {
        const { events } = await this.sender.deliverUntilTaken(
          body,
          this.options.givenUpAfterMs ?? 120_000,
          this.abandoned.signal,
        );
        for (const { status } of events) if (status === 'rejected') this.untaken.push(`${employeeId}: rejected`);
      }
    } catch (thrown) {
      this.untaken.push(`${employeeId}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
}
