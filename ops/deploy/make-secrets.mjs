// Makes the secrets of a Compose deployment that are not there yet, each in a file of its own in the volume of whoever
// needs it: `servers` (Postgres, the registry, set-up) or `services`. What exists is kept; delete a file to renew it.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [servers = '/run/secrets/servers', services = '/run/secrets/services'] = process.argv.slice(2);

/** The secret in `file`; made by `make` when it is missing. Readable by all: who may read it is who mounts the volume. */
function secret(directory, file, make) {
  const path = join(directory, file);
  if (!existsSync(path)) {
    writeFileSync(path, make(), { mode: 0o444, flag: 'wx' });
    process.stderr.write(`made ${path}\n`);
  }
  return readFileSync(path, 'utf8');
}
const password = () => randomBytes(24).toString('hex');
const url = (user, secretOfUser) => `postgres://${user}:${secretOfUser}@database:5432/lockstep`;

const owner = secret(servers, 'database-password', password);
const registry = secret(servers, 'registry-database-password', password);
const service = secret(servers, 'services-database-password', password);
secret(servers, 'registry.properties', () => `apicurio.datasource.password=${registry}\n`);
secret(servers, 'database-url', () => url('postgres', owner));
secret(services, 'database-url', () => url('lockstep_services', service));
secret(services, 'hris-webhook-secrets', () => `whsec_${randomBytes(32).toString('base64')}`);
secret(services, 'hris-api-key', password);
secret(services, 'lnd-api-key', password);
