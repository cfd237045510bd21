import { isLockstepError, LockstepError, toLockstepError } from '@lockstep/domain';
import type { OutgoingRecord, Producer } from '@lockstep/messaging';
import { failPoint, type Clock, type Logger, type Timer } from '@lockstep/platform';
import type { ParkedRecord, Parking } from '@lockstep/store';

/** Where records went. Either is durable. */
export type Stored = 'published' | 'parked';

export interface RecordIntakePorts {
  readonly producer: Pick<Producer, 'send'>;
  readonly parking: Parking;
  /** Resolves when Kafka answers, rejects or hangs when it does not. */
  readonly probeKafka: () => Promise<unknown>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called for every delivery's records that Kafka acknowledged. */
  readonly onProduced?: (durationMs: number) => void;
  readonly settings: RecordIntakeSettings;
}

export interface RecordIntakeSettings {
  /** Setting PRODUCE_DEADLINE: how long Kafka may take before records are parked. */
  readonly produceDeadlineMs: number;
  /** How often Kafka is asked whether it is back, and parked records are looked for. Default 1000 ms. */
  readonly probeEveryMs?: number;
  /** Records taken out of parking at once. Default 500. */
  readonly drainBatch?: number;
}

/**
 * Puts records onto Kafka, or, while Kafka is away, into Postgres, from where they follow in the order of acceptance.
 * While parked records remain, new ones queue behind them: two changes of the same second are told apart by their order
 * on the topic only.
 */
export class RecordIntake {
  private state: 'flowing' | 'parking' = 'flowing';
  /** Set while the last parked records are drained: whoever comes now waits for it and then flows. */
  private handover: Promise<void> | null = null;
  private readonly parkingNow = new Set<Promise<unknown>>();
  private timer: Timer | null = null;
  private turn: Promise<void> | null = null;
  private lastProbe: { readonly at: number; readonly answered: boolean } | null = null;
  private lastProducedAt = Number.NEGATIVE_INFINITY;
  private isClosed = false;

  constructor(private readonly ports: RecordIntakePorts) {}

  /** Kafka is taken to be away. */
  get isParking(): boolean {
    return this.state === 'parking';
  }

  /** Begins to look for records that this or another instance left parked. */
  start(): void {
    this.schedule(0);
  }

  /** Resolves when every record is durable. @throws LockstepError LOCKSTEP_INGEST_UNAVAILABLE when it is nowhere */
  async take(records: readonly OutgoingRecord[]): Promise<Stored> {
    while (this.handover !== null) await this.handover;
    if (this.state === 'flowing') {
      try {
        return await this.publish(records);
      } catch (thrown) {
        this.beginParking(toLockstepError(thrown, 'attempt'));
      }
    }
    const parking = this.park(records);
    this.parkingNow.add(parking);
    try {
      return await parking;
    } finally {
      this.parkingNow.delete(parking);
    }
  }

  /** Waits for the drain under way, up to the deadline; what is still parked stays durable for the next start. */
  async close(deadlineMs: number): Promise<void> {
    this.isClosed = true;
    this.timer?.cancel();
    if (this.turn !== null) await this.within(deadlineMs, this.turn, undefined);
  }

  private async publish(records: readonly OutgoingRecord[]): Promise<Stored> {
    const { producer, clock, settings } = this.ports;
    const startedAt = clock.elapsed();
    await producer.send(records, { deadlineMs: settings.produceDeadlineMs });
    this.lastProducedAt = clock.elapsed();
    this.ports.onProduced?.(this.lastProducedAt - startedAt);
    await failPoint('ingest.published');
    return 'published';
  }

  private beginParking(error: LockstepError): void {
    // A record that Kafka will not have would block everything parked behind it; the sender is told instead.
    if (error.disposition !== 'pause' && error.disposition !== 'halt') throw error;
    this.lastProbe = { at: this.ports.clock.elapsed(), answered: false };
    if (this.state === 'parking') return;
    this.state = 'parking';
    this.ports.logger.warn({ code: error.code, reason: error.message }, 'intake.parking_begun');
  }

  private async park(records: readonly OutgoingRecord[]): Promise<Stored> {
    try {
      await this.ports.parking.park(records.map(toParked));
    } catch (thrown) {
      return this.lastResort(records, toLockstepError(thrown, 'attempt'));
    }
    await failPoint('ingest.parked');
    return 'parked';
  }

  /** Postgres is away: Kafka may be back before the next probe has seen it. */
  private async lastResort(records: readonly OutgoingRecord[], cause: LockstepError): Promise<Stored> {
    if (!(await this.kafkaAnswers())) throw unavailable(cause);
    try {
      return await this.publish(records);
    } catch (thrown) {
      this.beginParking(toLockstepError(thrown, 'attempt'));
      throw unavailable(cause);
    }
  }

  private schedule(delayMs: number): void {
    if (this.isClosed) return;
    this.timer = this.ports.clock.setTimer(delayMs, () => {
      this.turn = this.drainOrRecover().finally(() => {
        this.turn = null;
        this.schedule(this.probeEveryMs);
      });
    });
  }

  /** Must not throw: nobody waits for it. */
  private async drainOrRecover(): Promise<void> {
    try {
      if (!(await this.kafkaAnswers())) {
        // A probe may time out under load while records go through.
        const flows = this.ports.clock.elapsed() - this.lastProducedAt < 2 * this.probeEveryMs;
        if (!flows) this.beginParking(probeFailed());
        return;
      }
      await this.drain();
      if (this.state === 'parking') await this.handOver();
    } catch (thrown) {
      const error = toLockstepError(thrown, 'attempt');
      this.ports.logger.warn({ code: error.code, reason: error.message }, 'intake.drain_failed');
      // Without Postgres nothing can be parked; Kafka answers, so what comes now goes there.
      if (this.state === 'parking' && isDatabaseError(error)) this.flow();
    }
  }

  private async drain(): Promise<void> {
    let drained = 0;
    for (;;) {
      const count = await this.ports.parking.drain(this.ports.settings.drainBatch ?? 500, (records) =>
        this.send(records),
      );
      drained += count;
      if (count === 0 || this.isClosed) break;
    }
    if (drained > 0) this.ports.logger.info({ records: drained }, 'intake.drained');
  }

  private async handOver(): Promise<void> {
    let open = (): void => {};
    this.handover = new Promise((resolve) => (open = resolve));
    try {
      await Promise.allSettled(this.parkingNow);
      await this.drain();
      // Not empty: another instance is at it. What comes meanwhile queues behind, as before.
      if ((await this.ports.parking.count()) === 0) this.flow();
    } finally {
      this.handover = null;
      open();
    }
  }

  private flow(): void {
    this.state = 'flowing';
    this.ports.logger.info({}, 'intake.parking_ended');
  }

  private async send(records: readonly ParkedRecord[]): Promise<void> {
    try {
      await this.ports.producer.send(records, { deadlineMs: this.ports.settings.produceDeadlineMs * 2 });
    } catch (thrown) {
      this.lastProbe = { at: this.ports.clock.elapsed(), answered: false };
      throw thrown;
    }
  }

  private async kafkaAnswers(): Promise<boolean> {
    const { clock } = this.ports;
    if (this.lastProbe !== null && clock.elapsed() - this.lastProbe.at < this.probeEveryMs)
      return this.lastProbe.answered;
    const probe = this.ports.probeKafka().then(
      () => true,
      () => false,
    );
    const answered = await this.within(this.ports.settings.produceDeadlineMs, probe, false);
    this.lastProbe = { at: clock.elapsed(), answered };
    return answered;
  }

  private get probeEveryMs(): number {
    return this.ports.settings.probeEveryMs ?? 1_000;
  }

  private async within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
    let timer: Timer | null = null;
    const late = new Promise<T>((resolve) => {
      timer = this.ports.clock.setTimer(ms, () => resolve(otherwise));
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      (timer as Timer | null)?.cancel();
    }
  }
}

function toParked({ topic, key, value, headers }: OutgoingRecord): ParkedRecord {
  const texts = Object.entries(headers ?? {}).map(([name, header]) => [name, header.toString()] as const);
  return { topic, key, value: value ?? Buffer.alloc(0), headers: Object.fromEntries(texts) };
}

function isDatabaseError(error: LockstepError): boolean {
  return isLockstepError(error) && error.code.startsWith('LOCKSTEP_DATABASE_');
}

function probeFailed(): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_BROKER_UNAVAILABLE',
    message: 'Kafka did not answer when it was asked whether it is there',
    stage: 'attempt',
    disposition: 'pause',
    remedy: 'Look whether the brokers of KAFKA_BROKERS are up and reachable; it goes on by itself when they are.',
  });
}

function unavailable(cause: LockstepError): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_INGEST_UNAVAILABLE',
    message: 'neither Kafka nor Postgres takes records at the moment',
    stage: 'attempt',
    disposition: 'pause',
    remedy: 'Look whether the servers of KAFKA_BROKERS and DATABASE_URL are up; the HRIS delivers again by itself.',
    cause,
  });
}
