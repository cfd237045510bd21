import type { SchemaJson } from './schema-store.js';

/** Returns the position after the value. @throws Error when the bytes cannot hold it. */
export type BoundsWalk = (bytes: Buffer, position: number) => number;

/** What no schema of ours may have; `path` names the place. */
export class UnboundedSchemaError extends Error {}

interface Named {
  readonly [key: string]: unknown;
  readonly type?: unknown;
}

/**
 * Compiles a walk over the bytes that a writer's schema describes, to be made before avsc decodes: avsc trusts
 * lengths and block counts, and four hostile bytes end the process by running out of memory, beyond any `try`.
 * Arrays, maps and schemas that contain themselves are refused, so every walk is bounded by the schema.
 * @throws UnboundedSchemaError
 */
export function compileBoundsWalk(schema: SchemaJson): BoundsWalk {
  return compile(schema, 'schema', new Map(), '');
}

type Known = Map<string, BoundsWalk | 'open'>;

function compile(schema: unknown, path: string, known: Known, namespace: string): BoundsWalk {
  if (typeof schema === 'string') return named(schema, path, known, namespace);
  if (Array.isArray(schema)) return union(schema, path, known, namespace);
  const object = schema as Named;
  switch (object.type) {
    case 'record':
    case 'error':
      return record(object, path, known, namespace);
    case 'enum': {
      const walk = index((object['symbols'] as unknown[]).length, 'enum');
      known.set(fullName(object, namespace), walk);
      return walk;
    }
    case 'fixed': {
      const walk = skip(Number(object['size']));
      known.set(fullName(object, namespace), walk);
      return walk;
    }
    case 'array':
    case 'map':
      throw new UnboundedSchemaError(`${path} is ${object.type === 'map' ? 'a map' : 'an array'}`);
    default:
      return compile(object.type, path, known, namespace);
  }
}

function named(name: string, path: string, known: Known, namespace: string): BoundsWalk {
  switch (name) {
    case 'null':
      return (_bytes, position) => position;
    case 'boolean':
      return boolean;
    case 'int':
      return (bytes, position) => skipVarint(bytes, position, 5);
    case 'long':
      return (bytes, position) => skipVarint(bytes, position, 10);
    case 'float':
      return skip(4);
    case 'double':
      return skip(8);
    case 'string':
    case 'bytes':
      return lengthPrefixed;
    default: {
      const walk = known.get(name.includes('.') || namespace === '' ? name : `${namespace}.${name}`) ?? known.get(name);
      if (walk === 'open') throw new UnboundedSchemaError(`${path} contains itself`);
      if (walk === undefined) throw new UnboundedSchemaError(`${path} has the unknown type ${name}`);
      return walk;
    }
  }
}

function record(schema: Named, path: string, known: Known, outer: string): BoundsWalk {
  const name = fullName(schema, outer);
  const namespace = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
  known.set(name, 'open');
  const fields = (schema['fields'] as { name: string; type: unknown }[]).map((field) =>
    compile(field.type, `${path}.${field.name}`, known, namespace),
  );
  const walk: BoundsWalk = (bytes, position) => {
    for (const field of fields) position = field(bytes, position);
    return position;
  };
  known.set(name, walk);
  return walk;
}

function union(schemas: readonly unknown[], path: string, known: Known, namespace: string): BoundsWalk {
  const branches = schemas.map((schema) => compile(schema, path, known, namespace));
  return (bytes, position) => {
    // An index that fits one byte: no schema of ours has more than 64 branches.
    const branch = zigzagByte(bytes, position);
    const walk = branches[branch];
    if (walk === undefined) throw new Error('a union branch that does not exist');
    return walk(bytes, position + 1);
  };
}

function fullName(schema: Named, namespace: string): string {
  const name = String(schema['name']);
  if (name.includes('.')) return name;
  const own = typeof schema['namespace'] === 'string' ? schema['namespace'] : namespace;
  return own === '' ? name : `${own}.${name}`;
}

function boolean(bytes: Buffer, position: number): number {
  const byte = bytes[position];
  if (byte !== 0 && byte !== 1) throw new Error('a boolean that is neither');
  return position + 1;
}

function skip(size: number): BoundsWalk {
  return (bytes, position) => {
    if (position + size > bytes.length) throw new Error('bytes are missing');
    return position + size;
  };
}

function index(count: number, what: string): BoundsWalk {
  return (bytes, position) => {
    const [value, after] = readLength(bytes, position);
    if (value >= count) throw new Error(`an ${what} value that does not exist`);
    return after;
  };
}

function lengthPrefixed(bytes: Buffer, position: number): number {
  const first = bytes[position];
  // One byte for lengths below 64, most of what there is.
  if (first !== undefined && first < 128) {
    if ((first & 1) === 1) throw new Error('a negative length');
    const end = position + 1 + (first >>> 1);
    if (end > bytes.length) throw new Error('a length beyond the end');
    return end;
  }
  const [length, after] = readLength(bytes, position);
  if (length > bytes.length - after) throw new Error('a length beyond the end');
  return after + length;
}

/** A non-negative zigzag varint of at most five bytes. */
function readLength(bytes: Buffer, position: number): [value: number, after: number] {
  let value = 0;
  let factor = 1;
  for (let count = 0; count < 5; count += 1) {
    const byte = bytes[position++];
    if (byte === undefined) throw new Error('bytes are missing');
    value += (byte & 127) * factor;
    factor *= 128;
    if (byte < 128) {
      if (value % 2 === 1) throw new Error('a negative length');
      return [value / 2, position];
    }
  }
  throw new Error('a length that does not end');
}

function zigzagByte(bytes: Buffer, position: number): number {
  const byte = bytes[position];
  if (byte === undefined) throw new Error('bytes are missing');
  if (byte > 127 || (byte & 1) === 1) throw new Error('a union branch that does not exist');
  return byte >>> 1;
}

function skipVarint(bytes: Buffer, position: number, longest: number): number {
  for (let count = 0; count < longest; count += 1) {
    const byte = bytes[position++];
    if (byte === undefined) throw new Error('bytes are missing');
    if (byte < 128) return position;
  }
  throw new Error('a number that does not end');
}
