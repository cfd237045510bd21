import { describe, expect, it } from '@jest/globals';
import { isLockstepError } from '@lockstep/domain';
import fc from 'fast-check';
import { createMemorySchemaRegistry } from './memory-schema-registry.js';
import type { SchemaJson } from './schema-store.js';
import { createValueCodec } from './value-codec.js';

const OPTIONAL = ['Absent', 'null', 'string'];
const EVENT = {
  type: 'record',
  name: 'Event',
  namespace: 'lockstep',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['created', 'updated'] } },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'offset', type: 'long' },
    { name: 'raw', type: 'bytes' },
    { name: 'attempt', type: 'int' },
    { name: 'until', type: ['null', { type: 'long', logicalType: 'timestamp-millis' }], default: null },
    {
      name: 'employee',
      type: {
        type: 'record',
        name: 'State',
        fields: [
          { name: 'employeeId', type: 'string' },
          { name: 'phone', type: [{ type: 'record', name: 'Absent', fields: [] }, 'null', 'string'], default: {} },
          { name: 'title', type: OPTIONAL, default: {} },
        ],
      },
    },
  ],
} as unknown as SchemaJson;

const value = {
  id: 'e1',
  kind: 'created',
  at: 1_790_000_000_000,
  offset: 9_007_199_254_740_993n,
  raw: Buffer.from([0, 255, 1]),
  attempt: 3,
  until: null,
  employee: { employeeId: '4711', phone: null },
};
const arbitrary = fc.record(
  {
    id: fc.string({ unit: 'grapheme' }),
    kind: fc.constantFrom('created', 'updated'),
    at: fc.integer({ min: 0, max: 8_640_000_000_000 }),
    offset: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    raw: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    attempt: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    until: fc.option(fc.integer({ min: 0, max: 8_640_000_000_000 })),
    employee: fc.record(
      { employeeId: fc.string(), phone: fc.option(fc.string()), title: fc.option(fc.string()) },
      { requiredKeys: ['employeeId'], noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);

async function codecOf(schema: SchemaJson = EVENT) {
  const store = createMemorySchemaRegistry();
  const id = await store.register('t-value', schema);
  return { store, id, codec: createValueCodec<unknown>({ store, subject: 't-value', schema }) };
}
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (isLockstepError(error) ? `${error.code}: ${error.message}` : String(error)),
  );

describe('a value on its way through Avro', () => {
  it('comes back the same, whatever it holds', async () => {
    const { codec } = await codecOf();
    await fc.assert(
      fc.asyncProperty(arbitrary, async (original) => {
        expect(await codec.decode(await codec.encode(original))).toStrictEqual(original);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps absent, null and empty apart', async () => {
    const { codec } = await codecOf();
    const back = (await codec.decode(
      await codec.encode({ ...value, employee: { employeeId: '1', phone: null, title: '' } }),
    )) as typeof value;
    expect(back.employee).toStrictEqual({ employeeId: '1', phone: null, title: '' });
    expect(Object.keys(((await codec.decode(await codec.encode(value))) as typeof value).employee)).not.toContain(
      'title',
    );
  });

  it('is written in the Confluent wire format', async () => {
    const { codec, id } = await codecOf();
    const bytes = await codec.encode(value);
    expect([bytes[0], bytes.readInt32BE(1)]).toEqual([0, id]);
  });

  it('is refused when it has a property its schema does not declare, at any depth', async () => {
    const { codec } = await codecOf();
    const deep = { ...value, employee: { ...value.employee, salary: '1' } };
    expect(await codeOf(codec.encode(deep))).toMatch(/LOCKSTEP_UNENCODABLE.*employee/);
    expect(await codeOf(codec.encode({ ...value, extra: 1 }))).toMatch(/LOCKSTEP_UNENCODABLE/);
    expect(await codeOf(codec.encode({ ...value, at: 'secret@example.com' }))).toMatch(/UNENCODABLE.*at$/);
  });

  it('reads as absent in a field that came later, and leaves aside one that a later writer added', async () => {
    const { store, codec } = await codecOf();
    const later = JSON.parse(JSON.stringify(EVENT)) as { fields: { name: string; type: { fields: object[] } }[] };
    later.fields[7]!.type.fields.push({ name: 'costCenter', type: OPTIONAL, default: {} });
    const laterSchema = later as unknown as SchemaJson;
    await store.register('t-value', laterSchema);
    const laterCodec = createValueCodec<typeof value>({ store, subject: 't-value', schema: laterSchema });
    expect(await laterCodec.decode(await codec.encode(value))).toStrictEqual(value);
    const withField = { ...value, employee: { ...value.employee, costCenter: 'C1' } };
    expect(await codec.decode(await laterCodec.encode(withField))).toStrictEqual(value);
  });

  it('is decoded in a few microseconds', async () => {
    const { codec } = await codecOf();
    const bytes = await codec.encode(value);
    await codec.decode(bytes);
    const before = process.cpuUsage();
    for (let count = 0; count < 20_000; count += 1) await codec.decode(bytes);
    // Of this process's own time, so that a busy machine changes nothing.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 20_000).toBeLessThan(25);
  });
});

describe('bytes that are no value', () => {
  it('are named with their reason, without their content', async () => {
    const { codec } = await codecOf();
    const good = await codec.encode(value);
    expect(await codeOf(codec.decode(null))).toMatch(/LOCKSTEP_UNDECODABLE.*null/);
    expect(await codeOf(codec.decode(Buffer.alloc(0)))).toMatch(/UNDECODABLE.*too few/);
    expect(await codeOf(codec.decode(Buffer.from('{"a":"secret"}')))).toMatch(/UNDECODABLE.*starts with byte 123/);
    expect(await codeOf(codec.decode(Buffer.concat([good, Buffer.from('x')])))).toMatch(
      /UNDECODABLE.*1 bytes too many/,
    );
    expect(await codeOf(codec.decode(good.subarray(0, good.length - 1)))).toMatch(/UNDECODABLE/);
    const unknown = Buffer.from(good);
    unknown.writeInt32BE(99, 1);
    expect(await codeOf(codec.decode(unknown))).toMatch(/LOCKSTEP_SCHEMA_UNKNOWN/);
  });

  it('never kill or hang, however they were mutated', async () => {
    const { codec } = await codecOf();
    const good = await codec.encode(value);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: good.length - 6 }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.nat({ max: good.length }),
        async (edits, cut) => {
          const mutated = Buffer.from(good.subarray(0, Math.max(5, good.length - (cut % 7))));
          for (const [at, byte] of edits) if (5 + at < mutated.length) mutated[5 + at] = byte;
          const outcome = await codeOf(codec.decode(mutated));
          if (outcome !== 'none') refused += 1;
          expect(outcome).toMatch(/^none$|^LOCKSTEP_UNDECODABLE/);
        },
      ),
      { numRuns: 10_000 },
    );
    expect(refused).toBeGreaterThan(1_000);
  });

  it('are refused when their writer used an array, a map or a schema that contains itself: four bytes would be enough', async () => {
    const { store, codec } = await codecOf();
    const empty = { type: 'record', name: 'Empty', fields: [] };
    const hostile: SchemaJson[] = [
      { type: 'record', name: 'A', fields: [{ name: 'list', type: { type: 'array', items: empty } }] },
      { type: 'record', name: 'B', fields: [{ name: 'map', type: ['null', { type: 'map', values: 'string' }] }] },
      { type: 'record', name: 'C', fields: [{ name: 'next', type: ['null', 'C'] }] },
    ];
    for (const schema of hostile) {
      const id = await store.register('t-value', schema);
      const bytes = Buffer.from([0, 0, 0, 0, id, 0x80, 0xda, 0xc4, 0x09]);
      expect(await codeOf(codec.decode(bytes))).toMatch(/LOCKSTEP_UNDECODABLE.*schema \d/);
      expect(() => createValueCodec({ store, subject: 's', schema })).toThrow();
    }
  });

  it('do not make a registry outage permanent', async () => {
    const { store, codec } = await codecOf();
    const bytes = await codec.encode(value);
    let away = true;
    const flaky = createValueCodec({
      store: {
        ...store,
        schemaOf: (id) => (away ? Promise.reject(new Error('away')) : store.schemaOf(id)),
      },
      subject: 't-value',
      schema: EVENT,
    });
    await expect(flaky.decode(bytes)).rejects.toThrow('away');
    away = false;
    expect(await flaky.decode(bytes)).toStrictEqual(value);
  });
});
