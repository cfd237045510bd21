import { crc32c } from './crc32c.js';
import { recordBodySize, writeRecord, type RecordToEncode } from './encode-record.js';
import { varintSize } from './varint.js';

/** What is written to one partition. */
export interface PartitionToEncode {
  readonly partition: number;
  readonly messages: readonly RecordToEncode[];
  readonly firstSequence: number;
}

export interface ProduceToEncode {
  readonly acks: number;
  readonly timeout: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly topicData: readonly { readonly topic: string; readonly partitions: readonly PartitionToEncode[] }[];
}

/** A record batch's fields before its records. */
const BATCH_HEADER = 61;
/** Of these, the ones its length does not count. */
const BEFORE_LENGTH = 12;
/** Where in a batch the checksum stands, and where what it covers begins. */
const CRC_AT = 17;
const CRC_FROM = 21;
const MAGIC = 2;

/**
 * The body of a Produce request, version 3 to 8, in one buffer of its size
 * (https://kafka.apache.org/protocol#The_Messages_Produce, https://kafka.apache.org/documentation/#recordbatch). Neither
 * compressed nor transactional; every record has the time of its batch.
 * @param now the batches' time, epoch milliseconds
 */
export function encodeProduce(request: ProduceToEncode, now: number): Buffer {
  const topics = request.topicData.map(({ topic, partitions }) => ({ topic, batches: partitions.map(measure) }));
  let size = 2 + 2 + 4 + 4;
  for (const { topic, batches } of topics) {
    size += 2 + Buffer.byteLength(topic) + 4;
    for (const batch of batches) size += 8 + batch.size;
  }

  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.writeInt16BE(-1, 0); // No transactional ID.
  at = bytes.writeInt16BE(request.acks, at);
  at = bytes.writeInt32BE(request.timeout, at);
  at = bytes.writeInt32BE(topics.length, at);
  for (const { topic, batches } of topics) {
    at = bytes.writeInt16BE(Buffer.byteLength(topic), at);
    at += bytes.write(topic, at);
    at = bytes.writeInt32BE(batches.length, at);
    for (const batch of batches) {
      at = bytes.writeInt32BE(batch.partition.partition, at);
      at = bytes.writeInt32BE(batch.size, at);
      at = writeBatch(bytes, at, batch, request, now);
    }
  }
  return bytes;
}

interface MeasuredBatch {
  readonly partition: PartitionToEncode;
  /** Of each record's body. */
  readonly bodySizes: readonly number[];
  readonly size: number;
}

function measure(partition: PartitionToEncode): MeasuredBatch {
  const bodySizes = partition.messages.map(recordBodySize);
  return { partition, bodySizes, size: bodySizes.reduce((sum, body) => sum + varintSize(body) + body, BATCH_HEADER) };
}

function writeBatch(
  bytes: Buffer,
  start: number,
  { partition, bodySizes, size }: MeasuredBatch,
  { producerId, producerEpoch }: ProduceToEncode,
  now: number,
): number {
  const { messages, firstSequence } = partition;
  const time = BigInt(now);
  let at = bytes.writeBigInt64BE(0n, start); // First offset: the broker's to give.
  at = bytes.writeInt32BE(size - BEFORE_LENGTH, at);
  at = bytes.writeInt32BE(0, at); // Leader epoch: the broker's too.
  bytes.writeInt8(MAGIC, at);
  at = start + CRC_FROM;
  at = bytes.writeInt16BE(0, at); // Attributes: not compressed, create time.
  at = bytes.writeInt32BE(messages.length - 1, at);
  at = bytes.writeBigInt64BE(time, at);
  at = bytes.writeBigInt64BE(time, at);
  at = bytes.writeBigInt64BE(producerId, at);
  at = bytes.writeInt16BE(producerEpoch, at);
  at = bytes.writeInt32BE(firstSequence, at);
  at = bytes.writeInt32BE(messages.length, at);
  for (let index = 0; index < messages.length; index += 1)
    at = writeRecord(bytes, at, messages[index]!, index, bodySizes[index]!);
  bytes.writeUInt32BE(crc32c(bytes, start + CRC_FROM, at), start + CRC_AT);
  return at;
}
