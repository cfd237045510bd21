import { createRequire } from 'node:module';
import type { Cluster, KafkaMessage } from 'kafkajs';
import type { BrokerAdmin, StoredRecord } from '../broker.js';
import { captureCluster } from './capture-cluster.js';
import type { KafkaClientSettings } from './client-settings.js';
import { mapError } from './map-error.js';
import { storedRecord } from './stored-record.js';

interface FetchedPartition {
  readonly partition: number;
  readonly messages: readonly unknown[];
}
/** kafkajs' own reading of a fetched partition: leaves control records and aborted transactions out. */
interface FetchedBatch {
  readonly messages: readonly KafkaMessage[];
  readonly rawMessages: readonly unknown[];
  lastOffset(): string;
}
type BatchClass = new (topic: string, fetchedFrom: string, answer: FetchedPartition) => FetchedBatch;

const Batch = createRequire(import.meta.url)('kafkajs/src/consumer/batch') as BatchClass;
const READ_COMMITTED = 1;
const MAX_BYTES = 8 * 1_048_576;
const MAX_PARTITION_BYTES = 2 * 1_048_576;

interface Reading {
  readonly partition: number;
  position: bigint;
  readonly end: bigint;
}

export interface ReadOptions {
  readonly partitions?: readonly number[];
  readonly from?: ReadonlyMap<number, bigint>;
}

/**
 * Reads a topic from its start to the end it has now, without a group: a throw-away group would wait for the
 * broker's initial rebalance delay (3 s by default) and leave its offsets behind.
 */
export async function* readTopic(
  settings: KafkaClientSettings,
  admin: BrokerAdmin,
  topic: string,
  options: ReadOptions = {},
): AsyncGenerator<StoredRecord> {
  const readings = await readingsOf(admin, topic, options);
  if (readings.length === 0) return;
  const cluster = captureCluster(settings);
  try {
    await cluster.connect();
    await cluster.addTargetTopic(topic);
    await cluster.refreshMetadataIfNecessary();
    let next = fetchRound(cluster, topic, readings);
    for (;;) {
      const batches = await next;
      const more = readings.some(isUnfinished);
      // The next round is on its way while the caller works on this one.
      if (more) next = fetchRound(cluster, topic, readings);
      if (more) next.catch(() => undefined);
      yield* batches.flat();
      if (!more) return;
    }
  } catch (thrown) {
    throw mapError(thrown, `reading ${topic}`);
  } finally {
    await cluster.disconnect().catch(() => undefined);
  }
}

async function readingsOf(admin: BrokerAdmin, topic: string, options: ReadOptions): Promise<Reading[]> {
  const ranges = await admin.offsets(topic);
  return ranges
    .filter(({ partition }) => options.partitions?.includes(partition) ?? true)
    .map(({ partition, start, end }) => {
      const from = options.from?.get(partition) ?? start;
      return { partition, position: from > start ? from : start, end };
    })
    .filter(isUnfinished);
}

function isUnfinished({ position, end }: Reading): boolean {
  return position < end;
}

/** One request to each leader; moves the positions on. */
async function fetchRound(cluster: Cluster, topic: string, readings: readonly Reading[]): Promise<StoredRecord[][]> {
  const unfinished = new Map(readings.filter(isUnfinished).map((reading) => [reading.partition, reading]));
  const byLeader = cluster.findLeaderForPartitions(topic, [...unfinished.keys()]);
  const records: StoredRecord[][] = [];
  for (const [nodeId, partitions] of Object.entries(byLeader)) {
    const asked = partitions.map((partition) => unfinished.get(partition)!);
    const empty: Reading[] = [];
    for (const { reading, batch } of await fetchFrom(cluster, nodeId, topic, asked))
      if (batch.rawMessages.length === 0) empty.push(reading);
      else records.push(advance(topic, reading, batch));
    for (const reading of empty) records.push(await fetchAlone(cluster, nodeId, topic, reading));
  }
  return records;
}

/** Others may have used the answer's size up; an empty answer to this request alone means that nothing is left before the end. */
async function fetchAlone(cluster: Cluster, nodeId: string, topic: string, reading: Reading): Promise<StoredRecord[]> {
  const [answer] = await fetchFrom(cluster, nodeId, topic, [reading]);
  if (answer !== undefined && answer.batch.rawMessages.length > 0) return advance(topic, reading, answer.batch);
  reading.position = reading.end;
  return [];
}

function advance(topic: string, reading: Reading, batch: FetchedBatch): StoredRecord[] {
  const { end } = reading;
  const next = BigInt(batch.lastOffset()) + 1n;
  // A batch that only has records before the position would be asked for again and again.
  reading.position = next > reading.position ? next : end;
  return batch.messages
    .map((message) => storedRecord(topic, reading.partition, message))
    .filter((record) => record.offset < end);
}

async function fetchFrom(
  cluster: Cluster,
  nodeId: string,
  topic: string,
  readings: readonly Reading[],
): Promise<{ reading: Reading; batch: FetchedBatch }[]> {
  const broker = await cluster.findBroker({ nodeId });
  const answer = (await broker.fetch({
    maxWaitTime: 50,
    minBytes: 1,
    maxBytes: MAX_BYTES,
    isolationLevel: READ_COMMITTED,
    topics: [
      {
        topic,
        partitions: readings.map(({ partition, position }) => ({
          partition,
          fetchOffset: position.toString(),
          maxBytes: MAX_PARTITION_BYTES,
        })),
      },
    ],
  })) as { responses: { partitions: FetchedPartition[] }[] };
  const answers = new Map(answer.responses.flatMap(({ partitions }) => partitions.map((p) => [p.partition, p])));
  return readings.map((reading) => {
    const answered = answers.get(reading.partition) ?? { partition: reading.partition, messages: [] };
    return { reading, batch: new Batch(topic, reading.position.toString(), answered) };
  });
}
