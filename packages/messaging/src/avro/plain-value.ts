import type { SchemaJson } from './schema-store.js';

/** Turns what avsc decoded into plain objects. */
export type ToPlain = (decoded: unknown) => unknown;

interface RecordSchema {
  readonly type: 'record';
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: SchemaJson }[];
}

const asIs: ToPlain = (decoded) => decoded;

/**
 * avsc gives instances of generated classes; an `Absent` record in a union becomes a missing property (architecture:
 * absent, null and empty are three things).
 */
export function compileToPlain(schema: SchemaJson): ToPlain {
  return isRecord(schema) ? recordToPlain(schema) : asIs;
}

function recordToPlain(schema: RecordSchema): ToPlain {
  const fields = schema.fields.map(({ name, type }) => ({
    name,
    nested: isRecord(type) ? recordToPlain(type) : null,
    mayBeAbsent: isAbsentUnion(type),
  }));
  return (decoded) => {
    const source = decoded as Record<string, unknown>;
    const plain: Record<string, unknown> = {};
    for (const { name, nested, mayBeAbsent } of fields) {
      const value = source[name];
      if (mayBeAbsent && typeof value === 'object' && value !== null) continue;
      plain[name] = nested === null ? value : nested(value);
    }
    return plain;
  };
}

function isRecord(schema: SchemaJson): schema is SchemaJson & RecordSchema {
  return typeof schema === 'object' && !Array.isArray(schema) && (schema as { type?: unknown }).type === 'record';
}

/** The first branch is the record `Absent`, spelt out or by name. */
function isAbsentUnion(schema: SchemaJson): boolean {
  if (!Array.isArray(schema)) return false;
  const first = schema[0] as SchemaJson;
  if (typeof first === 'string') return first === 'Absent' || first.endsWith('.Absent');
  return isRecord(first) && (first.name === 'Absent' || first.name.endsWith('.Absent'));
}
