import { createRequire } from 'node:module';
import { encodeProduce, type ProduceToEncode } from './encode-produce/encode-produce.js';

/** What kafkajs' request encoder takes for an encoded request. */
interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** What kafkajs asks of a request. */
export interface ProduceRequest {
  encode(): Promise<Encoded>;
}

/** kafkajs' arguments, of which `encodeProduce` does not know all. */
export type ProduceArguments = Omit<ProduceToEncode, 'producerId'> & {
  readonly producerId?: { toString(): string } | number;
  readonly transactionalId?: string | null;
  readonly compression?: number;
};

export type MakeProduceRequest = (request: ProduceArguments) => ProduceRequest;

const REQUEST = 'kafkajs/src/protocol/requests/produce/v3/request';
const LATER = 'kafkajs/src/protocol/requests/produce/v4/request';
const PATCHED = Symbol.for('lockstep.kafkajs.produce-encoding-patch');

/**
 * kafkajs builds a request from an encoder of half a kilobyte for each record, header, batch and topic, doubled and
 * copied as they grow, and an array and a buffer for each length: 14 µs a record, mostly for memory outside the heap,
 * against 1 to 2 µs. Its encoding of plain requests is replaced by `encodeProduce`, which the test compares with it byte
 * for byte; requests that are compressed, transactional or have times of their own stay as they are. It must come before
 * anything is produced: that is when kafkajs loads the module.
 * @throws Error when kafkajs has no longer the shape this relies on.
 */
export function patchProduceEncoding(): void {
  const require = createRequire(import.meta.url);
  const original = require(REQUEST) as MakeProduceRequest & { readonly [PATCHED]?: true };
  if (original[PATCHED]) return;
  const isAsKnown = typeof original === 'function' && original.toString().includes('topicEncoder(compression)');
  if (!isAsKnown || require.cache[require.resolve(LATER)] !== undefined)
    throw new Error('kafkajs has moved its produce request: produce-encoding-patch.ts must be looked at');
  require.cache[require.resolve(REQUEST)]!.exports = Object.assign(replacing(original), { [PATCHED]: true });
}

function replacing(original: MakeProduceRequest): MakeProduceRequest {
  return (request) => {
    const made = original(request);
    if (!isPlain(request)) return made;
    const producerId = BigInt(String(request.producerId));
    const encode = async (): Promise<Encoded> => {
      const bytes = encodeProduce({ ...request, producerId }, Date.now());
      return { buf: bytes, buffer: bytes };
    };
    return { ...made, encode };
  };
}

function isPlain({ producerId, transactionalId, compression, topicData }: ProduceArguments): boolean {
  if (producerId === undefined || (transactionalId ?? null) !== null || (compression ?? 0) !== 0) return false;
  return topicData.every(({ partitions }) =>
    partitions.every(({ messages }) => messages.every((message) => !('timestamp' in message))),
  );
}
