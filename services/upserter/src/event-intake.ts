import type { EmployeeEvent, UpsertOutcome } from '@lockstep/domain';
import { eventProblem, LockstepError, toLockstepError } from '@lockstep/domain';
import type { Delivery, OutgoingRecord, Producer } from '@lockstep/messaging';
import { HEADERS, readRetryHeaders } from '@lockstep/messaging';
import type { Clock, Logger } from '@lockstep/platform';
import { failPoint } from '@lockstep/platform';
import type { DecodeGuard } from './decode-guard.js';
import { DueQueue } from './due-queue.js';
import type { EventMapping, Mapped } from './event-mapping.js';
import { barestDeadLetter, fittingDeadLetter } from './fitting-dead-letter.js';
import { isPermanent, type Persistence } from './persistence.js';
import type { UpserterTopics } from './records.js';
import type { UpsertPipeline } from './upsert-pipeline.js';
import type { UpserterMetrics } from './upserter-metrics.js';
import type { Work } from './work.js';

const DEADLY = new LockstepError({
  code: 'LOCKSTEP_DECODE_DEATHS',
  message: 'the process has died three times while it decoded this record',
  stage: 'before',
  disposition: 'dead_letter',
  remedy: 'Look at the bytes with: lockstep dlt show. They are not decoded again.',
});

/** Retry topics keep 7 days; what is due after that would hold up the commits of its partition and never be done. */
const LONGEST_WAIT_MS = 8 * 24 * 3_600_000;
/** Of a stranger's key, what goes into the outcome: bytes and characters. */
const KEY_BYTES = 1_024;
const ID_LENGTH = 256;

export interface IntakePorts {
  /** @throws LockstepError: `pause` while the registry is away, `dead_letter` for bytes that are no event */
  readonly decode: (value: Buffer) => Promise<EmployeeEvent>;
  /** As `decode`, without a promise; undefined when something has to be looked up first. Default: always. */
  readonly decodeNow?: (value: Buffer) => EmployeeEvent | undefined;
  readonly guard: DecodeGuard;
  readonly mapping: EventMapping;
  readonly encodeOutcome: (outcome: UpsertOutcome) => Buffer;
  readonly pipeline: Pick<UpsertPipeline, 'add'>;
  readonly producer: Producer;
  readonly topics: UpserterTopics;
  readonly persistence: Persistence;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: UpserterMetrics;
}

/** What a record says beside its event. */
type Carried = Omit<Work, keyof Mapped | 'event' | 'version' | 'delivery'>;

/** Turns deliveries into work. What cannot be an event goes to the dead letter topic with the reason, and on. */
export class EventIntake {
  private readonly due: DueQueue<Work>;

  constructor(private readonly ports: IntakePorts) {
    this.due = new DueQueue(ports.clock, (work) => this.handOver(work));
  }

  /** Records of `employee.events`. A promise only where something has to be waited for: this is the hottest path. */
  takeLive(delivery: Delivery): Promise<void> | undefined {
    const event = this.eventNow(delivery);
    if (event === null) return this.takeLiveInSteps(delivery);
    const failing = failPoint('upserter.received');
    if (failing !== undefined) return failing.then(() => this.takeLiveInSteps(delivery));
    return this.takeUp(delivery, event, firstAttempt(delivery));
  }

  private async takeLiveInSteps(delivery: Delivery): Promise<void> {
    const event = await this.eventOf(delivery);
    if (event !== null) await this.takeUp(delivery, event, firstAttempt(delivery));
  }

  /** Records of a retry topic: kept until they are due. */
  async takeRetry(delivery: Delivery): Promise<void> {
    const state = readRetryHeaders(delivery.headers);
    if (state === null)
      return this.deadLetter(delivery, 'LOCKSTEP_RETRY_HEADERS', 'the retry headers are missing or mangled');
    if (state.dueAt > this.ports.clock.now() + LONGEST_WAIT_MS)
      return this.deadLetter(delivery, 'LOCKSTEP_RETRY_HEADERS', 'the retry is due later than its topic keeps it');
    const event = await this.eventOf(delivery);
    if (event === null) return;
    const { dueAt, ...carried } = state;
    await this.takeUp(delivery, event, { ...carried, traffic: 'retry' }, dueAt);
  }

  /** Retries that are not due yet. */
  get notDue(): number {
    return this.due.size;
  }

  stop(): void {
    this.due.stop();
  }

  private takeUp(delivery: Delivery, event: EmployeeEvent, carried: Carried, dueAt = 0): Promise<void> | undefined {
    // A retry keeps the version of its origin: its own offset on the retry topic says nothing about its age.
    const version = { modifiedAt: event.occurredAt, offset: carried.origin.offset };
    let mapped: Mapped;
    try {
      mapped = this.ports.mapping.map(event);
    } catch (thrown) {
      const error = toLockstepError(thrown, 'before');
      return this.deadLetter(delivery, error.code, error.message, event);
    }
    this.due.add({ ...carried, ...mapped, event, version, delivery }, dueAt);
    return undefined;
  }

  /** The event, where all is as it mostly is; null: look at it step by step. */
  private eventNow(delivery: Delivery): EmployeeEvent | null {
    const { key, value } = delivery;
    if (value === null || key === null || !this.ports.guard.isCalm(delivery)) return null;
    try {
      const event = this.ports.decodeNow?.(value);
      const isWhole = event !== undefined && event.employeeId === key.toString('utf8') && eventProblem(event) === null;
      return isWhole ? event : null;
    } catch {
      // The steps find the same again and say what it is.
      return null;
    }
  }

  private handOver(work: Work): void {
    const failing = work.traffic === 'retry' ? failPoint('upserter.retry_due') : undefined;
    if (failing === undefined) return this.ports.pipeline.add(work);
    void failing.then(() => this.ports.pipeline.add(work));
  }

  private async eventOf(delivery: Delivery): Promise<EmployeeEvent | null> {
    const { key, value } = delivery;
    if (value === null || key === null) {
      await this.deadLetter(delivery, 'LOCKSTEP_UNDECODABLE', `the record has no ${value === null ? 'value' : 'key'}`);
      return null;
    }
    const decoded = await this.ports.persistence.untilDone('decode', () => this.decoded(delivery, value));
    if (!('eventId' in decoded)) {
      await this.deadLetter(delivery, decoded.code, decoded.message);
      return null;
    }
    if (decoded.employeeId !== key.toString('utf8')) {
      await this.deadLetter(delivery, 'LOCKSTEP_KEY_MISMATCH', 'the key is not the employee ID of the event');
      return null;
    }
    const problem = eventProblem(decoded);
    if (problem !== null) {
      await this.deadLetter(delivery, 'LOCKSTEP_EVENT_INVALID', problem);
      return null;
    }
    return decoded;
  }

  private async decoded(delivery: Delivery, value: Buffer): Promise<EmployeeEvent | LockstepError> {
    if (await this.ports.guard.isDeadly(delivery)) return DEADLY;
    await failPoint('upserter.received');
    try {
      return await this.ports.decode(value);
    } catch (thrown) {
      const error = toLockstepError(thrown, 'before');
      // An unreachable registry says nothing about the record: whoever waits tries again.
      if (error.disposition === 'pause' && error.code !== 'LOCKSTEP_UNEXPECTED') throw error;
      return error;
    } finally {
      await this.ports.guard.survived(delivery);
    }
  }

  /** Poison: the bytes as they are, the reason, and where they came from. */
  private async deadLetter(delivery: Delivery, code: string, reason: string, event?: EmployeeEvent): Promise<void> {
    const position = `${delivery.topic}/${delivery.partition}/${delivery.offset}`;
    const eventId = event?.eventId ?? `undecodable:${position}`;
    const now = this.ports.clock.now();
    const outcome: UpsertOutcome = {
      outcomeId: `${eventId}:0:0:dead_lettered`,
      eventId,
      employeeId: delivery.key?.subarray(0, KEY_BYTES).toString('utf8').slice(0, ID_LENGTH) ?? '',
      outcome: 'dead_lettered',
      terminal: true,
      attempt: 0,
      replay: 0,
      // A stranger's timestamp may be any 64 bits.
      occurredAt: event?.occurredAt ?? (Number.isSafeInteger(delivery.timestamp) ? delivery.timestamp : now),
      sourceOffset: delivery.offset,
      supersededBy: null,
      httpStatus: null,
      errorCode: code,
      reason,
      bodyHash: null,
      contractHash: event?.contractHash ?? null,
      durationMs: null,
      retryDueAt: null,
      decidedAt: now,
    };
    const headers = {
      ...delivery.headers,
      [HEADERS.errorCode]: code,
      [HEADERS.reason]: reason,
      // A retry's own place says nothing: where the event stands on employee.events is what a replay needs.
      [HEADERS.origin]: delivery.headers[HEADERS.origin] ?? position,
      [HEADERS.eventId]: eventId,
      [HEADERS.firstFailedAt]: String(now),
    };
    this.ports.logger.warn({ position, code, reason }, 'upserter.poison');
    const letter = { topic: this.ports.topics.deadLetters, key: delivery.key, value: delivery.value, headers };
    if (await this.setAside(letter, outcome)) delivery.done();
    this.ports.metrics.poison(code);
  }

  /** False: not even the barest dead letter could be written. The record stays uncommitted and the service is not ready. */
  private async setAside(letter: OutgoingRecord, outcome: UpsertOutcome): Promise<boolean> {
    const { topics, producer, persistence, encodeOutcome } = this.ports;
    const publish = (record: OutgoingRecord): Promise<void> =>
      persistence.untilDone('publish', async () => {
        const key = letter.key?.subarray(0, KEY_BYTES) ?? null;
        await producer.send([record, { topic: topics.outcomes, key, value: encodeOutcome(outcome) }]);
      });
    try {
      await publish(fittingDeadLetter(letter)).catch((thrown: unknown) => {
        if (!isPermanent(thrown)) throw thrown;
        return publish(barestDeadLetter(letter));
      });
      return true;
    } catch (thrown) {
      if (!isPermanent(thrown)) throw thrown;
      persistence.failForGood('dead letter', toLockstepError(thrown, 'after'));
      return false;
    }
  }
}

function firstAttempt({ topic, partition, offset }: Delivery): Carried {
  const origin = { topic, partition, offset };
  return {
    attempt: 1,
    replay: 0,
    reference: false,
    history: [],
    firstFailedAt: null,
    origin,
    traffic: 'live',
  };
}
