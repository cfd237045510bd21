import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLockstepError } from '@lockstep/domain';
import { avroType } from '../avro/avro-type.js';
import { subjectOf } from '../avro/employee-event-codec.js';
import type { SchemaJson, SchemaRegistry } from '../avro/schema-store.js';
import type { Topology } from '../topology.js';
import { lintSchema } from './lint-schema.js';

/** New versions must read everything that was ever written. */
export const COMPATIBILITY = 'BACKWARD_TRANSITIVE';

export interface SchemaCheck {
  readonly subject: string;
  /** File in the schema directory. */
  readonly file: string;
  readonly schema: SchemaJson;
  /** `registered`: nothing to do; `invalid`, `incompatible`: see `problems`. */
  readonly state: 'registered' | 'new_version' | 'new_subject' | 'invalid' | 'incompatible';
  readonly problems: readonly string[];
  /** What the registry's compatibility is, when it is not what it should be; null when all is well or nothing is set. */
  readonly wrongCompatibility: string | null;
}

export interface SchemaSources {
  /** Schemas to use instead of a file of this name, such as `employee.events.avsc` derived from another contract. */
  readonly instead?: Readonly<Record<string, SchemaJson>>;
}

/** Compares the schema files of the declared topics with the registry; changes nothing. */
export async function checkSchemas(
  dir: string,
  registry: SchemaRegistry,
  topology: Topology,
  sources: SchemaSources = {},
): Promise<readonly SchemaCheck[]> {
  const checks: SchemaCheck[] = [];
  for (const { topic, schema: file } of topology.topics) {
    const base = { subject: subjectOf(topic), file };
    const read = readSchema(dir, file, sources);
    if ('problem' in read)
      checks.push({ ...base, schema: 'null', state: 'invalid', problems: [read.problem], wrongCompatibility: null });
    else checks.push({ ...base, schema: read.schema, ...(await checkSchema(base.subject, read.schema, registry)) });
  }
  return checks;
}

type Verdict = Pick<SchemaCheck, 'state' | 'problems' | 'wrongCompatibility'>;

async function checkSchema(subject: string, schema: SchemaJson, registry: SchemaRegistry): Promise<Verdict> {
  const lint = lintSchema(schema);
  if (lint.length > 0) return { state: 'invalid', problems: lint, wrongCompatibility: null };
  const [versions, level] = await Promise.all([registry.versions(subject), registry.compatibility(subject)]);
  const wrongCompatibility = level !== null && level !== COMPATIBILITY ? level : null;
  if (versions.length === 0) return { state: 'new_subject', problems: [], wrongCompatibility };
  if (await isRegistered(subject, schema, registry)) return { state: 'registered', problems: [], wrongCompatibility };
  const problems = unreadable(schema, versions);
  // The registry's own word comes last: it judges by whatever level it is set to.
  if (problems.length === 0) {
    const refusal = await registry.incompatibility(subject, schema);
    if (refusal !== null) problems.push(refusal);
  }
  return { state: problems.length === 0 ? 'new_version' : 'incompatible', problems, wrongCompatibility };
}

/** By the registry's own comparison: some give a schema back in another spelling than they were given. */
async function isRegistered(subject: string, schema: SchemaJson, registry: SchemaRegistry): Promise<boolean> {
  try {
    await registry.idOf(subject, schema);
    return true;
  } catch (thrown) {
    if (isLockstepError(thrown) && thrown.code === 'LOCKSTEP_SCHEMA_NOT_REGISTERED') return false;
    throw thrown;
  }
}

/** What the new schema cannot read of what older ones wrote, version by version. */
function unreadable(schema: SchemaJson, versions: readonly SchemaJson[]): string[] {
  const problems: string[] = [];
  versions.forEach((version, index) => {
    try {
      avroType(schema).createResolver(avroType(version));
    } catch (thrown) {
      problems.push(`cannot read version ${index + 1}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  });
  return problems;
}

function readSchema(
  dir: string,
  file: string,
  { instead = {} }: SchemaSources,
): { schema: SchemaJson } | { problem: string } {
  const given = instead[file];
  if (given !== undefined) return { schema: given };
  try {
    return { schema: JSON.parse(readFileSync(join(dir, file), 'utf8')) as SchemaJson };
  } catch (thrown) {
    return { problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
