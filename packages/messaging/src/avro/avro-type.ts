import { createRequire } from 'node:module';
import type { Type, types } from 'avsc';
import type { SchemaJson } from './schema-store.js';

const avsc = createRequire(import.meta.url)('avsc') as typeof import('avsc');

/** A long without a logical type may pass 2^53 (offsets): bigint. Timestamps are milliseconds as numbers. */
const bigintLong: types.LongType = avsc.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const buffer = Buffer.allocUnsafe(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: (value: number | string) => BigInt(value),
  toJSON: (value: bigint) => Number(value),
  isValid: (value: unknown) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value,
  compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
});

/** avsc's type for a schema that has passed `refuseUnboundedSchema`. */
export function avroType(schema: SchemaJson): Type {
  const typeHook = (attributes: unknown): Type | undefined =>
    attributes === 'long' || isPlainLong(attributes) ? bigintLong : undefined;
  return avsc.Type.forSchema(schema as Parameters<typeof avsc.Type.forSchema>[0], { typeHook, wrapUnions: 'never' });
}

function isPlainLong(attributes: unknown): boolean {
  return (
    typeof attributes === 'object' &&
    attributes !== null &&
    (attributes as { type?: unknown }).type === 'long' &&
    (attributes as { logicalType?: unknown }).logicalType === undefined
  );
}
