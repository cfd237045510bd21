import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import {
  checkApprovals,
  exportPublicKey,
  loadApprovers,
  parseContract,
  readContractText,
  readPrivateKey,
  signContract,
  type Approver,
  type ApproverRole,
} from '@lockstep/contract';
import { printResult, type CliIo } from '../../cli-io.js';
import { approversOf, contractFileOf, type ContractFileOptions } from '../../contract-files.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { usageError } from '../../usage-error.js';

export interface SignArgs extends ContractFileOptions {
  /** File with the private key, `-` for standard input. */
  readonly keyFile: string;
  /** Only needed when the key is listed for more than one role. */
  readonly role?: ApproverRole | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * `lockstep contract sign`: writes the approval of whoever the key belongs to into the contract. Role and name come
 * from approvers.yaml; a key that is not listed there would count for nothing and is refused.
 */
export async function sign(args: SignArgs, io: CliIo): Promise<ExitCode> {
  const file = contractFileOf(args, io);
  const approvers = loadApprovers(approversOf(args, io));
  const privateKeyPem = args.keyFile === '-' ? await io.readStdin() : readKeyFile(args.keyFile);
  const signer = signerOf(privateKeyPem, approvers, args);
  const before = readContractText(file);
  parseContract(before, file);
  const text = signContract(before, { role: signer.role, name: signer.name, privateKeyPem, at: io.now() });
  const contract = parseContract(text, file);
  const approvals = checkApprovals(contract, approvers);
  if (!args.dryRun) replaceFile(file, text);
  const { role, name } = signer;
  printResult(
    io,
    args.json,
    { file, role, name, contentHash: contract.contentHash, written: !args.dryRun, approvals },
    [
      `${args.dryRun ? 'would sign' : 'signed'} as ${role} (${name}), content hash ${contract.contentHash}`,
      ...approvals.problems.map((problem) => `still open: ${problem}`),
    ],
  );
  if (args.dryRun) io.err('Dry run: nothing was written.');
  else if (approvals.state === 'signed') io.err('Both roles have signed. Next: commit the file and deploy it.');
  return EXIT.ok;
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw usageError(`the key file ${file} cannot be read (${reason})`, 'Make a key with: lockstep contract keygen');
  }
}

function signerOf(privateKeyPem: string, approvers: readonly Approver[], args: SignArgs): Approver {
  const publicKey = exportPublicKey(readPrivateKey(privateKeyPem));
  const listed = approvers.filter((approver) => approver.publicKey === publicKey);
  const fitting = listed.filter(({ role }) => args.role === undefined || role === args.role);
  if (fitting.length === 1) return fitting[0]!;
  if (fitting.length > 1)
    throw usageError('the key is listed more than once in approvers.yaml', 'Say which with --role.');
  const what = listed.length === 0 ? 'not listed in approvers.yaml' : `not listed there for ${args.role ?? 'any role'}`;
  throw usageError(`the key is ${what}, so its signature would count for nothing`, `Its public half is ${publicKey}`);
}

/** All or nothing: a reader never sees half a contract. */
function replaceFile(file: string, text: string): void {
  const beside = `${file}.new`;
  writeFileSync(beside, text, { mode: statSync(file).mode });
  renameSync(beside, file);
}
