import fc from 'fast-check';

/** One change of some bytes; `at` counts from the start, modulo their length. */
export interface Edit {
  readonly kind: 'flip' | 'set' | 'delete' | 'insert' | 'repeat' | 'cut';
  readonly at: number;
  readonly byte: number;
}

/** A few edits, as a damaged line or a fuzzer makes them. */
export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'flip' as const,
      'set' as const,
      'delete' as const,
      'insert' as const,
      'repeat' as const,
      'cut' as const,
    ),
    at: fc.nat(100_000),
    byte: fc.nat(255),
  }),
  { minLength: 1, maxLength: 6 },
);

export function mutated(bytes: Buffer, changes: readonly Edit[]): Buffer {
  let result = Buffer.from(bytes);
  for (const { kind, at, byte } of changes) {
    if (result.length === 0) return result;
    const place = at % result.length;
    const [before, after] = [result.subarray(0, place), result.subarray(place)];
    switch (kind) {
      case 'flip':
        result = Buffer.from(result);
        result[place]! ^= 1 << (byte % 8);
        break;
      case 'set':
        result = Buffer.from(result);
        result[place] = byte;
        break;
      case 'delete':
        result = Buffer.concat([before, after.subarray(1 + (byte % 8))]);
        break;
      case 'insert':
        result = Buffer.concat([before, Buffer.from([byte]), after]);
        break;
      case 'repeat':
        result = Buffer.concat([before, after.subarray(0, byte), after]);
        break;
      case 'cut':
        result = Buffer.from(before);
        break;
    }
  }
  return result;
}
