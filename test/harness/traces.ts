import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredRecord } from '@lockstep/messaging';
import type { Lockstep } from './lockstep.js';

/** Everything on a topic (name without prefix). */
export async function records(lockstep: Lockstep, name: string): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  for await (const record of lockstep.broker.read(lockstep.topology.topic(name))) found.push(record);
  return found;
}

export interface LogLine {
  readonly message: string;
  readonly [field: string]: unknown;
}

/** The JSON lines a service has logged so far. */
export function logLines(lockstep: Lockstep, service: string): LogLine[] {
  return readFileSync(join(lockstep.product.logsDir, `${service}.log`), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);
}
