import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventSchema } from './event-schema.js';
import { generateDocs } from './generate-docs.js';
import { generateTypes } from './generate-types.js';
import { loadContract } from './load-contract.js';

/**
 * Writes what follows from `contracts/employee.yaml`: `schemas/employee.events.avsc`, the types and docs/contract.md.
 * @param rootDir the repository's root
 * @param options `check`: write nothing, only say what is out of date. Default false.
 * @returns the files, relative to the root, that were (or with `check` are) out of date
 * @throws LockstepError LOCKSTEP_CONTRACT_INVALID, LOCKSTEP_CONTRACT_UNREADABLE
 */
export function writeGenerated(rootDir: string, options: { readonly check?: boolean } = {}): string[] {
  const contract = loadContract(join(rootDir, 'contracts/employee.yaml'));
  const files: Readonly<Record<string, string>> = {
    'schemas/employee.events.avsc': `${JSON.stringify(eventSchema(contract), null, 2)}\n`,
    'packages/contract/src/generated/employee-fields.ts': generateTypes(contract),
    'docs/contract.md': generateDocs(contract),
  };
  const outdated = Object.keys(files).filter((file) => readOrNull(join(rootDir, file)) !== files[file]);
  if (options.check !== true)
    for (const file of outdated) {
      mkdirSync(dirname(join(rootDir, file)), { recursive: true });
      writeFileSync(join(rootDir, file), files[file]!);
    }
  return outdated;
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
