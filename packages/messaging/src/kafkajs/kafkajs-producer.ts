import type { Message, Producer as KafkaProducer, TopicMessages } from 'kafkajs';
import { createRequire } from 'node:module';
import type { OutgoingRecord, Producer } from '../broker.js';
import type { Clock } from '@lockstep/platform';
import { createClient, type KafkaClientSettings } from './client-settings.js';
import { brokerUnavailable, isUnavailable, mapError } from './map-error.js';
import { partitionOfKey } from '../murmur2.js';
import { notAcknowledged } from './not-acknowledged.js';
import { ProduceQueue, type ProduceResult } from './produce-queue.js';

const { Partitioners } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');

const DEFAULT_DEADLINE_MS = 10_000;
/** Below the brokers' default `max.message.bytes` of 1 MiB, which counts per partition and request. */
const MAX_REQUEST_BYTES = 900_000;
const MAX_REQUEST_RECORDS = 5_000;
/** Of one request, each for what the one before has left out. */
const MAX_ROUNDS = 5;
/** The broker answers within the shorter one, so that only one that is gone is met with the longer. */
const PRODUCE_TIMEOUT_MS = 12_000;
const PATIENCE = { requestMs: 15_000 };

/**
 * An idempotent, acks=all producer that outlives its client. After any failed request the client is dropped: kafkajs
 * winds its sequence numbers back, and a later, different batch under an old number would be taken for a repeat and
 * silently not written.
 */
export class KafkajsProducer implements Producer {
  private readonly queue: ProduceQueue;
  private client: Promise<KafkaProducer> | null = null;
  private closed = false;

  constructor(
    private readonly settings: KafkaClientSettings,
    clock: Clock,
  ) {
    this.queue = new ProduceQueue({
      produce: (records, abandoned) => this.produce(records, abandoned),
      expired: () => brokerUnavailable('writing'),
      clock,
      maxBytes: MAX_REQUEST_BYTES,
      maxRecords: MAX_REQUEST_RECORDS,
    });
  }

  async send(records: readonly OutgoingRecord[], options?: { readonly deadlineMs?: number }): Promise<void> {
    if (records.length === 0) return;
    if (this.closed) throw brokerUnavailable('writing', new Error('this producer is closed'));
    await this.queue.send(records, options?.deadlineMs ?? DEFAULT_DEADLINE_MS);
  }

  async close(deadlineMs: number): Promise<void> {
    this.closed = true;
    const deadline = after(deadlineMs);
    await Promise.race([this.queue.drained(), deadline.passed]);
    const client = this.client;
    this.client = null;
    if (client !== null)
      await Promise.race([client.then((connected) => connected.disconnect()).catch(() => undefined), deadline.passed]);
    deadline.cancel();
  }

  /** Connects ahead of the first send; a failure shows there again. */
  async connect(): Promise<void> {
    await this.connected().catch(() => this.drop(Promise.resolve()));
  }

  private async produce(records: readonly OutgoingRecord[], abandoned: Promise<void>): Promise<ProduceResult> {
    const sending = this.write(records);
    const result = await Promise.race([
      sending.then((): ProduceResult => ({ kind: 'acknowledged' }), failureOf),
      abandoned.then((): ProduceResult => ({ kind: 'unavailable', error: brokerUnavailable('writing') })),
    ]);
    if (result.kind !== 'acknowledged') {
      this.settings.logger.warn({ code: result.error.code, records: records.length }, result.error.message);
      this.drop(sending);
    }
    return result;
  }

  private async write(records: readonly OutgoingRecord[]): Promise<void> {
    const client = await this.connected();
    let left: TopicMessages[] = byTopic(records);
    for (let round = 0; left.length > 0; round++) {
      if (round === MAX_ROUNDS) throw new Error('partitions keep moving between brokers');
      const answers = await client.sendBatch({ acks: -1, timeout: PRODUCE_TIMEOUT_MS, topicMessages: left });
      left = notAcknowledged(left, answers);
    }
  }

  /** A client that failed or hangs is closed in the background, again when its last request is over: kafkajs reconnects to retry. */
  private drop(sending: Promise<unknown>): void {
    const client = this.client;
    this.client = null;
    if (client === null) return;
    const disconnect = () => client.then((connected) => connected.disconnect()).catch(() => undefined);
    void disconnect();
    void sending.then(disconnect, disconnect);
  }

  private connected(): Promise<KafkaProducer> {
    this.client ??= this.connectClient();
    return this.client;
  }

  private async connectClient(): Promise<KafkaProducer> {
    const retry = { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 };
    const producer = createClient(this.settings, retry, PATIENCE).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: { factor: 0.2, multiplier: 2, ...retry },
      createPartitioner: stickyAcrossRetries,
    });
    try {
      await producer.connect();
    } catch (thrown) {
      void producer.disconnect().catch(() => undefined);
      throw thrown;
    }
    return producer;
  }
}

/**
 * kafkajs partitions anew at each of its retries, with the sequence numbers of the first try; a record without a key
 * must not move then, or a batch that differs is taken for a repeat. The first choice is kept on the message. Keys are
 * hashed here: kafkajs does so in big integers.
 */
function stickyAcrossRetries(): ReturnType<typeof Partitioners.DefaultPartitioner> {
  const chooseWithoutKey = Partitioners.DefaultPartitioner();
  return (args) => {
    const { message, partitionMetadata } = args;
    const key = message.key as Buffer | null | undefined;
    return (message.partition ??= key ? partitionOfKey(key, partitionMetadata.length) : chooseWithoutKey(args));
  };
}

function failureOf(thrown: unknown): ProduceResult {
  const error = mapError(thrown, 'writing');
  return isUnavailable(thrown) ? { kind: 'unavailable', error } : { kind: 'refused', error };
}

function byTopic(records: readonly OutgoingRecord[]): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, key, value, headers, partition } of records) {
    const messages = topics.get(topic) ?? [];
    topics.set(topic, messages);
    messages.push({
      key,
      value,
      ...(headers === undefined ? {} : { headers: { ...headers } }),
      ...(partition === undefined ? {} : { partition }),
    });
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}

function after(ms: number): { passed: Promise<void>; cancel: () => void } {
  let timer: NodeJS.Timeout;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return { passed, cancel: () => clearTimeout(timer) };
}
