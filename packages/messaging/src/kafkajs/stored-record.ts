import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { StoredRecord } from '../broker.js';

export function storedRecord(topic: string, partition: number, message: KafkaMessage): StoredRecord {
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    key: message.key,
    value: message.value,
    headers: headersOf(message.headers),
    timestamp: Number(message.timestamp),
  };
}

/** A header that stands there twice keeps its last value; one without a value is empty. */
function headersOf(headers: IHeaders | undefined): Record<string, Buffer> {
  const binary: Record<string, Buffer> = {};
  for (const name in headers) {
    const value = headers[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    binary[name] = Buffer.isBuffer(last) ? last : Buffer.from(last ?? '');
  }
  return binary;
}
