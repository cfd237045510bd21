import { writeFileSync } from 'node:fs';
import { createSigningKey, type ApproverRole } from '@lockstep/contract';
import { printResult, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { usageError } from '../../usage-error.js';

export interface KeygenArgs {
  readonly out: string;
  readonly role: ApproverRole;
  readonly name: string;
  readonly json: boolean;
}

/**
 * `lockstep contract keygen`: a new signing key. The private half goes into a file of its own that only its owner may
 * read and that is never overwritten; the public half is printed as the entry for approvers.yaml.
 */
export async function makeSigningKey(args: KeygenArgs, io: CliIo): Promise<ExitCode> {
  const key = createSigningKey();
  try {
    writeFileSync(args.out, key.privateKeyPem, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw usageError(`the key cannot be written to ${args.out} (${reason})`, 'Name a file that does not exist yet.');
  }
  const { role, name } = args;
  printResult(io, args.json, { privateKeyFile: args.out, role, name, publicKey: key.publicKey }, [
    `  - role: ${role}`,
    `    name: ${JSON.stringify(name)}`,
    `    publicKey: ${key.publicKey}`,
  ]);
  io.err(`The private key is in ${args.out}: it is yours alone, keep it out of the repository.`);
  io.err('Next: add the lines above to approvers.yaml beside the contract and have that change reviewed.');
  return EXIT.ok;
}
