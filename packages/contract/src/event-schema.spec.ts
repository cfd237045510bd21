import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { ANA, contractWith, COST_CENTER, ROOT } from '../test/contract-text.js';
import { eventSchema } from './event-schema.js';
import { generateDocs } from './generate-docs.js';
import { generateTypes } from './generate-types.js';
import { readRecord } from './read-record.js';
import { toBody } from './to-body.js';
import { writeGenerated } from './write-generated.js';

/** Every node of a schema. */
function* nodes(schema: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(schema)) for (const item of schema) yield* nodes(item);
  else if (typeof schema === 'object' && schema !== null) {
    yield schema as Record<string, unknown>;
    for (const value of Object.values(schema)) yield* nodes(value);
  }
}

describe('what is generated and committed', () => {
  it('follows from the contract (else run: npm run gen)', () => {
    expect(writeGenerated(ROOT, { check: true })).toEqual([]);
  });

  it('is as the formatter leaves it', async () => {
    for (const contract of [contractWith(), contractWith(COST_CENTER)]) {
      const options = { singleQuote: true, printWidth: 120, trailingComma: 'all' } as const;
      const types = generateTypes(contract);
      expect(await format(types, { ...options, parser: 'typescript' })).toBe(types);
      const docs = generateDocs(contract);
      expect(await format(docs, { ...options, parser: 'markdown' })).toBe(docs);
    }
  });
});

describe('the schema of an event', () => {
  it('has no arrays or maps, a doc on every field, and marks personal fields', () => {
    const all = [...nodes(JSON.parse(readFileSync(`${ROOT}schemas/employee.events.avsc`, 'utf8')))];
    expect(all.filter(({ type }) => type === 'array' || type === 'map')).toEqual([]);
    const fields = all.filter((node) => 'name' in node && 'type' in node);
    expect(fields.filter(({ doc }) => typeof doc !== 'string' || doc === '')).toEqual([]);
    const personal = fields.filter((node) => node['personal'] === true).map(({ name }) => name);
    expect(personal).toEqual(
      contractWith()
        .fields.filter((field) => field.personal)
        .map(({ name }) => name),
    );
    expect(personal).not.toContain('employeeId');
  });
});

describe('a field that is added to the contract', () => {
  const before = contractWith();
  const record = { ...ANA, costCenter: 'CC-7' };

  it.each([
    ['optional', contractWith(COST_CENTER)],
    ['required', contractWith([COST_CENTER[0], COST_CENTER[1].replace('required: false', 'required: true')])],
  ])('reaches validation, event, schema, types, documentation and body with no other edit (%s)', (_, after) => {
    expect(readRecord(before, 'generic', record, 'updated')).toMatchObject({ ignoredKeys: 1 });
    const reading = readRecord(after, 'generic', record, 'updated');
    expect(reading.employee).toHaveProperty('costCenter', 'CC-7');
    expect(readRecord(after, 'generic', { ...ANA, costCenter: 'x'.repeat(21) }, 'updated').violations).toEqual([
      expect.objectContaining({ path: '/costCenter', rule: 'too_long' }),
    ]);
    expect(toBody(after, 'generic', reading.employee!)).toHaveProperty('costCenter', 'CC-7');
    expect(toBody(after, 'generic', { ...reading.employee!, costCenter: '' })).toHaveProperty('costCenter', '');
    expect(generateTypes(after)).toMatch(/readonly costCenter\??: string/);
    expect(generateDocs(after)).toContain('`costCenter`');
    expect(JSON.stringify(eventSchema(after))).toContain('"name":"costCenter"');
    expect(after.contentHash).not.toBe(before.contentHash);
  });
});
