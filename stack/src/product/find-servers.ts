import type { Environment } from '@lockstep/platform';
import { readFileSync } from 'node:fs';
import type { ServerName } from '../servers/servers.js';
import type { ServerAddresses } from './product.js';

/** Which servers the settings name, and which are still to be started. */
export interface NamedServers {
  readonly named: Partial<ServerAddresses>;
  readonly missing: readonly ServerName[];
}

/** Reads `KAFKA_BROKERS`, `SCHEMA_REGISTRY_URL` and `DATABASE_URL` (or `DATABASE_URL_FILE`). Empty counts as not set. */
export function findNamedServers(env: Environment): NamedServers {
  const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
  const databaseFile = set(env['DATABASE_URL_FILE']);
  const kafka = set(env['KAFKA_BROKERS']);
  const registry = set(env['SCHEMA_REGISTRY_URL']);
  const database =
    set(env['DATABASE_URL']) ?? (databaseFile === undefined ? undefined : readFileSync(databaseFile, 'utf8').trim());
  return {
    named: {
      ...(kafka === undefined ? {} : { kafka }),
      ...(registry === undefined ? {} : { registry }),
      ...(database === undefined ? {} : { database }),
    },
    missing: [
      ...(kafka === undefined ? (['kafka'] as const) : []),
      ...(registry === undefined ? (['registry'] as const) : []),
      ...(database === undefined ? (['database'] as const) : []),
    ],
  };
}
