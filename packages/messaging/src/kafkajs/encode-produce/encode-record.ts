import type { IHeaders } from 'kafkajs';
import { varintSize, writeVarint } from './varint.js';

/** A record as kafkajs hands it to its encoder. Texts stand for their UTF-8. */
export interface RecordToEncode {
  readonly key?: Bytes;
  readonly value: Bytes;
  readonly headers?: IHeaders | undefined;
}

type Bytes = Buffer | string | null;

/** Bytes of a record after its length, the `offsetDelta`th of its batch and of the batch's time. */
export function recordBodySize(record: RecordToEncode, offsetDelta: number): number {
  let size = 1 + varintSize(0) + varintSize(offsetDelta);
  size += bytesSize(record.key ?? null) + bytesSize(record.value);
  let headers = 0;
  forEachHeader(record.headers, (name, value) => {
    headers += 1;
    size += bytesSize(name) + bytesSize(value);
  });
  return size + varintSize(headers);
}

/**
 * Writes a record of message format 2 (https://kafka.apache.org/documentation/#record).
 * @param bodySize what `recordBodySize` says
 * @returns where to go on
 */
export function writeRecord(
  bytes: Buffer,
  start: number,
  record: RecordToEncode,
  offsetDelta: number,
  bodySize: number,
): number {
  let at = writeVarint(bytes, start, bodySize);
  bytes[at++] = 0; // No attribute of a record has a meaning yet.
  at = writeVarint(bytes, at, 0);
  at = writeVarint(bytes, at, offsetDelta);
  at = writeBytes(bytes, at, record.key ?? null);
  at = writeBytes(bytes, at, record.value);
  let headers = 0;
  forEachHeader(record.headers, () => (headers += 1));
  at = writeVarint(bytes, at, headers);
  forEachHeader(record.headers, (name, value) => {
    at = writeBytes(bytes, at, name);
    at = writeBytes(bytes, at, value);
  });
  return at;
}

/** A header with a list of values stands once for each. */
function forEachHeader(headers: IHeaders | undefined, visit: (name: string, value: Bytes) => void): void {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) visit(name, one);
    else visit(name, value ?? null);
  }
}

function bytesSize(value: Bytes): number {
  if (value === null) return varintSize(-1);
  const length = typeof value === 'string' ? Buffer.byteLength(value) : value.length;
  return varintSize(length) + length;
}

function writeBytes(bytes: Buffer, at: number, value: Bytes): number {
  if (value === null) return writeVarint(bytes, at, -1);
  if (typeof value === 'string') {
    const start = writeVarint(bytes, at, Buffer.byteLength(value));
    return start + bytes.write(value, start);
  }
  const start = writeVarint(bytes, at, value.length);
  bytes.set(value, start);
  return start + value.length;
}
