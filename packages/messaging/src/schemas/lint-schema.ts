import { compileBoundsWalk } from '../avro/bounds-walk.js';
import type { SchemaJson } from '../avro/schema-store.js';

interface Field {
  readonly name?: unknown;
  readonly doc?: unknown;
  readonly type?: unknown;
  readonly default?: unknown;
}

/**
 * What the house rules say against a schema: bounded (no arrays, maps, recursion), everything explained, optional
 * fields with a default so that they can be added and left out. Empty when all is well.
 */
export function lintSchema(schema: SchemaJson): string[] {
  const problems: string[] = [];
  try {
    compileBoundsWalk(schema);
  } catch (thrown) {
    problems.push(thrown instanceof Error ? thrown.message : String(thrown));
  }
  visit(schema, 'schema', problems);
  return problems;
}

function visit(schema: unknown, path: string, problems: string[]): void {
  if (Array.isArray(schema)) for (const branch of schema) visit(branch, path, problems);
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return;
  const { type, doc, fields } = schema as { type?: unknown; doc?: unknown; fields?: readonly Field[] };
  if (type === 'record' || type === 'enum') requireDoc(doc, path, problems);
  if (typeof type === 'object') visit(type, path, problems);
  for (const field of fields ?? []) {
    const at = `${path}.${String(field.name)}`;
    requireDoc(field.doc, at, problems);
    if (Array.isArray(field.type) && field.default === undefined) problems.push(`${at} is optional but has no default`);
    visit(field.type, at, problems);
  }
}

function requireDoc(doc: unknown, path: string, problems: string[]): void {
  if (typeof doc !== 'string' || doc.trim() === '') problems.push(`${path} has no doc`);
}
