import { join } from 'node:path';
import { hrisSource } from '@lockstep/connectors';
import { compileReader, openContract } from '@lockstep/contract';
import {
  createEmployeeEventCodec,
  createMemorySchemaRegistry,
  createTopicCodec,
  loadTopology,
  registerSchemas,
  SCHEMAS_DIR,
  TOPICS_FILE,
} from '@lockstep/messaging';

/** What no run changes, made once: contract, topics, codecs. Real ones; their registry is in memory. */
export type Shared = Awaited<ReturnType<typeof makeShared>>;

let made: Promise<Shared> | null = null;

/** The same for every run of this process: nothing in it remembers anything of a run. */
export function shared(): Promise<Shared> {
  return (made ??= makeShared());
}

async function makeShared() {
  const { contract } = openContract({
    contractFile: join(SCHEMAS_DIR, '../contracts/employee.yaml'),
    approversFile: join(SCHEMAS_DIR, '../contracts/approvers.yaml'),
    mode: 'shadow',
  });
  const topology = loadTopology(TOPICS_FILE, '');
  const registry = createMemorySchemaRegistry();
  await registerSchemas(SCHEMAS_DIR, registry, topology, {});
  const source = hrisSource('generic', { timeoutMs: 2_000 });
  const codecs = {
    events: createEmployeeEventCodec({ store: registry, topic: topology.topic('employee.events'), contract }),
    rejected: createTopicCodec('employee.rejected', topology, registry),
    outcomes: createTopicCodec('learner.outcomes', topology, registry),
    conditions: createTopicCodec('ops.conditions', topology, registry),
  };
  await Promise.all(Object.values(codecs).map((codec) => codec.ready()));
  const rules = { readRecord: compileReader(contract, source.name), contractHash: contract.contentHash };
  return { contract, topology, source, rules, codecs };
}
