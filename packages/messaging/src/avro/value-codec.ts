import { isLockstepError } from '@lockstep/domain';
import type { Type } from 'avsc';
import { avroType } from './avro-type.js';
import { compileBoundsWalk, type BoundsWalk } from './bounds-walk.js';
import { undecodable, unencodable, unsafeSchema } from './codec-errors.js';
import { compileToPlain } from './plain-value.js';
import type { SchemaJson, SchemaStore } from './schema-store.js';

/** The Confluent wire format: magic byte 0, the writer's schema ID in four bytes, then Avro. */
const MAGIC = 0;
const HEADER_BYTES = 5;

export interface ValueCodec<T> {
  /** Looks the schema's ID up, so that a missing registration shows at the start and not with the first record. */
  ready(): Promise<void>;
  /** @throws LockstepError LOCKSTEP_UNENCODABLE, and what `SchemaStore.idOf` throws */
  encode(value: T): Promise<Buffer>;
  /**
   * As `encode`, without a promise: for where thousands a second are encoded. Only after `ready()` has resolved.
   * @throws LockstepError LOCKSTEP_UNENCODABLE
   */
  encodeNow(value: T): Buffer;
  /** @throws LockstepError LOCKSTEP_UNDECODABLE (dead_letter), and what `SchemaStore.schemaOf` throws */
  decode(bytes: Buffer | null): Promise<T>;
  /**
   * As `decode`, without a promise; undefined when the writer's schema is not known yet and `decode` has to look it up.
   * @throws LockstepError LOCKSTEP_UNDECODABLE (dead_letter)
   */
  decodeNow(bytes: Buffer | null): T | undefined;
}

export interface ValueCodecOptions {
  readonly store: SchemaStore;
  /** `<topic>-value` (TopicNameStrategy), prefix included. */
  readonly subject: string;
  readonly schema: SchemaJson;
}

interface WriterReading {
  readonly walk: BoundsWalk;
  readonly decode: (payload: Buffer) => unknown;
}

/**
 * Values of one topic to bytes and back. Encoding is strict: a property the schema does not have is an error, where
 * avsc would drop it silently. Decoding checks every length against the bytes that remain before avsc sees them.
 */
export function createValueCodec<T>({ store, subject, schema }: ValueCodecOptions): ValueCodec<T> {
  compileBoundsWalk(schema);
  const type = avroType(schema);
  const toPlain = compileToPlain(schema);
  // By writer ID; a look-up that failed is forgotten, so that an outage of the registry is not remembered.
  const readings = new Map<number, Promise<WriterReading>>();
  const known = new Map<number, WriterReading>();
  let header: Promise<Buffer> | null = null;
  let knownHeader: Buffer | null = null;

  const headerBytes = (): Promise<Buffer> => {
    header ??= store.idOf(subject, schema).then(
      (id) => (knownHeader = headerOf(id)),
      (thrown: unknown) => {
        header = null;
        throw thrown;
      },
    );
    return header;
  };
  const encodeAfter = (start: Buffer, value: T): Buffer => {
    // The hook makes validation several times as slow: only a value that is wrong is looked at closely.
    if (!type.isValid(value, { noUndeclaredFields: true })) throw unencodable(subject, wrongPaths(type, value));
    return Buffer.concat([start, type.toBuffer(value)]);
  };
  const idIn = (bytes: Buffer | null): number => {
    if (bytes === null) throw undecodable('it is null');
    if (bytes.length < HEADER_BYTES) throw undecodable(`${bytes.length} bytes are too few`);
    if (bytes[0] !== MAGIC)
      throw undecodable(`it starts with byte ${bytes.readUInt8(0)}, not with 0 (Confluent wire format)`);
    return bytes.readInt32BE(1);
  };
  const readingOf = (id: number): Promise<WriterReading> => {
    let reading = readings.get(id);
    if (reading === undefined) {
      reading = store.schemaOf(id).then((writer) => readingFor(id, writer, type));
      readings.set(id, reading);
      reading.then(
        (found) => known.set(id, found),
        (thrown: unknown) => {
          // A schema that is unsafe stays so; everything else may be answered differently next time.
          if (!isLockstepError(thrown) || thrown.code !== 'LOCKSTEP_UNDECODABLE') readings.delete(id);
        },
      );
    }
    return reading;
  };

  return {
    ready: async () => {
      await headerBytes();
    },
    encode: async (value) => encodeAfter(knownHeader ?? (await headerBytes()), value),
    encodeNow: (value) => {
      if (knownHeader === null) throw new Error(`the codec of ${subject} is not ready`);
      return encodeAfter(knownHeader, value);
    },
    decode: async (bytes) => {
      const id = idIn(bytes);
      return toPlain(read(bytes!, known.get(id) ?? (await readingOf(id)))) as T;
    },
    decodeNow: (bytes) => {
      const reading = known.get(idIn(bytes));
      return reading === undefined ? undefined : (toPlain(read(bytes!, reading)) as T);
    },
  };
}

function readingFor(id: number, writerSchema: SchemaJson, reader: Type): WriterReading {
  try {
    const walk = compileBoundsWalk(writerSchema);
    const writer = avroType(writerSchema);
    // Built once: the registry client's library rebuilds it for every record, at 18 µs instead of 0.4.
    const resolver = reader.equals(writer) ? undefined : reader.createResolver(writer);
    return { walk, decode: (payload): unknown => reader.fromBuffer(payload, resolver) };
  } catch (thrown) {
    throw unsafeSchema(id, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function read(bytes: Buffer, { walk, decode }: WriterReading): unknown {
  const payload = bytes.subarray(HEADER_BYTES);
  let end: number;
  try {
    end = walk(payload, 0);
  } catch (thrown) {
    throw undecodable(thrown instanceof Error ? thrown.message : String(thrown));
  }
  if (end !== payload.length) throw undecodable(`${payload.length - end} bytes too many`);
  try {
    return decode(payload);
  } catch {
    // avsc's message may quote the value: it goes nowhere.
    throw undecodable('its content does not fit the schema');
  }
}

function wrongPaths(type: Type, value: unknown): string[] {
  const paths = new Set<string>();
  const errorHook = (path: string[]) => void paths.add(path.join('.') || '(value)');
  type.isValid(value, { noUndeclaredFields: true, errorHook });
  return [...paths];
}

function headerOf(id: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32BE(id, 1);
  return header;
}
