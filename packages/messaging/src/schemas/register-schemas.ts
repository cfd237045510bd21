import { LockstepError } from '@lockstep/domain';
import type { SchemaRegistry } from '../avro/schema-store.js';
import type { Topology } from '../topology.js';
import { checkSchemas, COMPATIBILITY, type SchemaCheck, type SchemaSources } from './check-schemas.js';

export interface RegisteredSchema {
  readonly subject: string;
  readonly id: number;
  readonly state: 'registered' | 'new_version' | 'new_subject';
}

/**
 * Registers the schema of every declared topic under `<topic>-value`, set to BACKWARD_TRANSITIVE. Nothing is
 * registered when any of them is not fit. Only tools call this; services look schemas up.
 * @throws LockstepError LOCKSTEP_SCHEMA_INCOMPATIBLE with every problem, LOCKSTEP_REGISTRY_UNAVAILABLE
 */
export async function registerSchemas(
  dir: string,
  registry: SchemaRegistry,
  topology: Topology,
  sources: SchemaSources = {},
): Promise<readonly RegisteredSchema[]> {
  const checks = await checkSchemas(dir, registry, topology, sources);
  const unfit = checks.filter(({ state }) => state === 'invalid' || state === 'incompatible');
  if (unfit.length > 0) throw unfitSchemas(unfit);
  const registered: RegisteredSchema[] = [];
  for (const { subject, schema, state } of checks) {
    const isNew = state === 'new_subject';
    const set = async () => {
      if ((await registry.compatibility(subject)) !== COMPATIBILITY)
        await registry.setCompatibility(subject, COMPATIBILITY);
    };
    // Some registries take a subject's setting only once it has a version.
    if (!isNew) await set();
    const id = await registry.register(subject, schema);
    if (isNew) await set();
    registered.push({ subject, id, state: state as RegisteredSchema['state'] });
  }
  return registered;
}

function unfitSchemas(unfit: readonly SchemaCheck[]): LockstepError {
  const lines = unfit.flatMap(({ subject, file, problems }) =>
    problems.map((problem) => `  - ${file} (${subject}): ${problem}`),
  );
  return new LockstepError({
    code: 'LOCKSTEP_SCHEMA_INCOMPATIBLE',
    message: `schemas are not fit to be registered, none was:\n${lines.join('\n')}`,
    stage: 'before',
    disposition: 'reject',
    remedy: 'Give new fields a default, keep the types of old ones, no arrays or maps; see: lockstep schemas check',
  });
}
