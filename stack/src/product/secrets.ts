import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the sandboxes and the services share. */
export interface Secrets {
  /** `whsec_…`, with which the sandbox HRIS signs. */
  readonly webhook: string;
  readonly webhookFile: string;
  readonly hrisKeyFile: string;
  readonly lndKeyFile: string;
}

async function keep(file: string, make: () => string): Promise<string> {
  if (!existsSync(file)) await writeFile(file, make(), { mode: 0o600 });
  return readFile(file, 'utf8');
}

/** Makes the secrets of a sandbox run, or reads them where they are already; each in a file only its owner can read. */
export async function makeSecrets(directory: string): Promise<Secrets> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const webhookFile = join(directory, 'hris-webhook-secrets');
  const hrisKeyFile = join(directory, 'hris-api-key');
  const lndKeyFile = join(directory, 'lnd-api-key');
  const webhook = await keep(webhookFile, () => `whsec_${randomBytes(32).toString('base64')}`);
  for (const file of [hrisKeyFile, lndKeyFile]) await keep(file, () => randomBytes(24).toString('base64url'));
  return { webhook, webhookFile, hrisKeyFile, lndKeyFile };
}
