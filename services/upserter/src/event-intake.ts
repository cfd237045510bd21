import type { EmployeeEvent, LockstepError, Origin, UpsertOutcome } from '@lockstep/domain';
import { toLockstepError } from '@lockstep/domain';
import type { Delivery, Producer } from '@lockstep/messaging';
import { HEADERS, readRetryHeaders } from '@lockstep/messaging';
import type { Clock, Logger } from '@lockstep/platform';
import { DueQueue } from './due-queue.js';
import type { EventMapping } from './event-mapping.js';
import type { Persistence } from './persistence.js';
import type { UpserterTopics } from './records.js';
import type { UpsertPipeline } from './upsert-pipeline.js';
import type { UpserterMetrics } from './upserter-metrics.js';
import type { Work } from './work.js';

export interface IntakePorts {
  /** @throws LockstepError: `pause` while the registry is away, `dead_letter` for bytes that are no event */
  readonly decode: (value: Buffer) => Promise<EmployeeEvent>;
  readonly mapping: EventMapping;
  readonly encodeOutcome: (outcome: UpsertOutcome) => Buffer;
  readonly pipeline: UpsertPipeline;
  readonly producer: Producer;
  readonly topics: UpserterTopics;
  readonly persistence: Persistence;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: UpserterMetrics;
}

/** Turns deliveries into work. What cannot be an event goes to the dead letter topic with the reason, and on. */
export class EventIntake {
  private readonly due: DueQueue<Work>;

  constructor(private readonly ports: IntakePorts) {
    this.due = new DueQueue(ports.clock, (work) => ports.pipeline.add(work));
  }

  /** Records of `employee.events`. */
  async takeLive(delivery: Delivery): Promise<void> {
    const event = await this.eventOf(delivery);
    if (event === null) return;
    const { topic, partition, offset } = delivery;
    const first = {
      attempt: 1,
      replay: 0,
      reference: false,
      history: [],
      firstFailedAt: null,
      traffic: 'live',
    } as const;
    this.takeUp(delivery, event, (mapped) => ({ ...first, ...mapped, origin: { topic, partition, offset } }));
  }

  /** Records of a retry topic: kept until they are due. */
  async takeRetry(delivery: Delivery): Promise<void> {
    const state = readRetryHeaders(delivery.headers);
    if (state === null)
      return this.deadLetter(delivery, 'LOCKSTEP_RETRY_HEADERS', 'the retry headers are missing or mangled');
    const event = await this.eventOf(delivery);
    if (event === null) return;
    const { dueAt, ...carried } = state;
    this.takeUp(delivery, event, (mapped) => ({ ...carried, ...mapped, traffic: 'retry' }), dueAt);
  }

  /** Retries that are not due yet. */
  get notDue(): number {
    return this.due.size;
  }

  stop(): void {
    this.due.stop();
  }

  private takeUp(
    delivery: Delivery,
    event: EmployeeEvent,
    build: (
      mapped: Pick<Work, 'event' | 'intent' | 'body' | 'bodyHash' | 'delivery'>,
    ) => Omit<Work, 'version'> & { origin: Origin },
    dueAt = 0,
  ): void {
    const work = build({ event, delivery, ...this.ports.mapping.map(event) });
    // A retry keeps the version of its origin: its own offset on the retry topic says nothing about its age.
    const version = { modifiedAt: event.occurredAt, offset: work.origin.offset };
    this.due.add({ ...work, version }, dueAt);
  }

  private async eventOf(delivery: Delivery): Promise<EmployeeEvent | null> {
    const { key, value } = delivery;
    if (value === null || key === null) {
      await this.deadLetter(delivery, 'LOCKSTEP_UNDECODABLE', `the record has no ${value === null ? 'value' : 'key'}`);
      return null;
    }
    const decoded = await this.ports.persistence.untilDone('decode', () => this.decoded(value));
    if (!('eventId' in decoded)) {
      await this.deadLetter(delivery, decoded.code, decoded.message);
      return null;
    }
    if (decoded.employeeId !== key.toString('utf8')) {
      await this.deadLetter(delivery, 'LOCKSTEP_KEY_MISMATCH', 'the key is not the employee ID of the event');
      return null;
    }
    return decoded;
  }

  private async decoded(value: Buffer): Promise<EmployeeEvent | LockstepError> {
    try {
      return await this.ports.decode(value);
    } catch (thrown) {
      const error = toLockstepError(thrown, 'before');
      // An unreachable registry says nothing about the record: whoever waits tries again.
      if (error.disposition === 'pause' && error.code !== 'LOCKSTEP_UNEXPECTED') throw error;
      return error;
    }
  }

  /** Poison: the bytes as they are, the reason, and where they came from. */
  private async deadLetter(delivery: Delivery, code: string, reason: string): Promise<void> {
    const position = `${delivery.topic}/${delivery.partition}/${delivery.offset}`;
    const eventId = `undecodable:${position}`;
    const now = this.ports.clock.now();
    const outcome: UpsertOutcome = {
      outcomeId: `${eventId}:0:0:dead_lettered`,
      eventId,
      employeeId: delivery.key?.toString('utf8') ?? '',
      outcome: 'dead_lettered',
      terminal: true,
      attempt: 0,
      replay: 0,
      occurredAt: delivery.timestamp,
      sourceOffset: delivery.offset,
      supersededBy: null,
      httpStatus: null,
      errorCode: code,
      reason,
      bodyHash: null,
      contractHash: null,
      durationMs: null,
      retryDueAt: null,
      decidedAt: now,
    };
    const headers = {
      ...delivery.headers,
      [HEADERS.errorCode]: code,
      [HEADERS.reason]: reason,
      [HEADERS.origin]: position,
      [HEADERS.eventId]: eventId,
      [HEADERS.firstFailedAt]: String(now),
    };
    this.ports.logger.warn({ position, code, reason }, 'upserter.poison');
    await this.ports.persistence.untilDone('publish', () =>
      this.ports.producer.send([
        { topic: this.ports.topics.deadLetters, key: delivery.key, value: delivery.value, headers },
        { topic: this.ports.topics.outcomes, key: delivery.key, value: this.ports.encodeOutcome(outcome) },
      ]),
    );
    delivery.done();
    this.ports.metrics.poison(code);
  }
}
