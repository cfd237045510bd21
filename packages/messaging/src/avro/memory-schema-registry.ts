import { schemaNotRegistered, schemaUnknown } from './registry-errors.js';
import type { SchemaJson, SchemaRegistry } from './schema-store.js';

/** A registry in memory for tests; it takes every schema as compatible. */
export function createMemorySchemaRegistry(): SchemaRegistry {
  const ids = new Map<string, number>();
  const subjects = new Map<string, SchemaJson[]>();
  const levels = new Map<string, string>();
  const isIn = (subject: string, text: string) =>
    (subjects.get(subject) ?? []).some((schema) => JSON.stringify(schema) === text);
  return {
    idOf: async (subject, schema) => {
      const text = JSON.stringify(schema);
      if (!isIn(subject, text)) throw schemaNotRegistered(subject);
      return ids.get(text)!;
    },
    schemaOf: async (id) => {
      const entry = [...ids].find(([, other]) => other === id);
      if (entry === undefined) throw schemaUnknown(id);
      return JSON.parse(entry[0]) as SchemaJson;
    },
    versions: async (subject) => subjects.get(subject) ?? [],
    compatibility: async (subject) => levels.get(subject) ?? null,
    setCompatibility: async (subject, level) => {
      levels.set(subject, level);
    },
    incompatibility: async () => null,
    register: async (subject, schema) => {
      const text = JSON.stringify(schema);
      if (!ids.has(text)) ids.set(text, ids.size + 1);
      if (!isIn(subject, text)) subjects.set(subject, [...(subjects.get(subject) ?? []), schema]);
      return ids.get(text)!;
    },
  };
}
